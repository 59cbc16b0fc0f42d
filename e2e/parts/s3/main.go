// An S3 store in memory: the server of `rclone serve s3` without rclone. It checks AWS signatures of version 4 for the one key
// in ACCESS_KEY and SECRET_KEY, and forgets everything when it ends.
package main

import (
	"context"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	key, secret := os.Getenv("ACCESS_KEY"), os.Getenv("SECRET_KEY")
	if key == "" || secret == "" {
		log.Fatal("s3: ACCESS_KEY and SECRET_KEY must be set: without a key every request would be let in")
	}
	store := gofakes3.New(s3mem.New(), gofakes3.WithV4Auth(map[string]string{key: secret}), gofakes3.WithGlobalLog())
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(answer http.ResponseWriter, _ *http.Request) { answer.WriteHeader(http.StatusOK) })
	mux.Handle("/", store.Server())
	server := &http.Server{Addr: ":9000", Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	stopped, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	go func() {
		<-stopped.Done()
		_ = server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal("s3: ", err)
	}
}
