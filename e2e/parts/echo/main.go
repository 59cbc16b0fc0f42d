// echo is a light stand-in for a model server, and an HTTP client for pods that have nothing else inside.
//
//	echo [serve] [--http_port=8080 …]    answers as a KServe model server; other flags are ignored
//	echo get [-X METHOD] [-H 'Name: value']… [-d BODY] [-k] [-t SECONDS] URL
//	echo admit [ADDRESS:PORT]            says yes to every AdmissionReview, and prints its certificate
//	echo sleep                           does nothing until it is told to stop
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	command, arguments := "serve", os.Args[1:]
	if len(arguments) > 0 && arguments[0][0] != '-' {
		command, arguments = arguments[0], arguments[1:]
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	var err error
	switch command {
	case "serve":
		go func() { <-stop; os.Exit(0) }()
		err = serve(arguments)
	case "get":
		go func() { <-stop; os.Exit(130) }()
		err = get(arguments)
	case "admit":
		go func() { <-stop; os.Exit(0) }()
		err = admit(arguments)
	case "sleep":
		<-stop
	default:
		err = fmt.Errorf("unknown command %q: use serve, get, admit or sleep", command)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "echo:", err)
		os.Exit(1)
	}
}
