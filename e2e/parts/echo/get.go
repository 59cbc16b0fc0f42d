package main

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// get sends the path byte for byte as given, which HTTP libraries do not, and prints the status and the body.
func get(arguments []string) error {
	method, headers, body, trustAll, seconds, url := "GET", []string{}, "", false, 30, ""
	for i := 0; i < len(arguments); i++ {
		flag := arguments[i]
		if flag == "-k" {
			trustAll = true
			continue
		}
		if !strings.HasPrefix(flag, "-") {
			url = flag
			continue
		}
		if i++; i == len(arguments) {
			return errors.New(flag + " needs a value")
		}
		value := arguments[i]
		switch flag {
		case "-X":
			method = value
		case "-H":
			headers = append(headers, value)
		case "-d":
			body = value
			if method == "GET" {
				method = "POST"
			}
		case "-t":
			if n, err := strconv.Atoi(value); err == nil {
				seconds = n
			}
		default:
			return errors.New("unknown option " + flag)
		}
	}
	scheme, rest, found := strings.Cut(url, "://")
	if !found {
		return errors.New("name a URL, for example http://iris-predictor.team-a/v1/models/iris")
	}
	host, path, _ := strings.Cut(rest, "/")
	connection, err := dial(scheme, host, trustAll, time.Duration(seconds)*time.Second)
	if err != nil {
		return err
	}
	defer connection.Close()
	fmt.Fprint(connection, request(method, "/"+path, host, headers, body))
	response, err := http.ReadResponse(bufio.NewReader(connection), &http.Request{Method: method})
	if err != nil {
		return err
	}
	content, err := io.ReadAll(response.Body)
	fmt.Fprintf(os.Stdout, "%d %s\n", response.StatusCode, content)
	return err
}

func request(method, path, host string, headers []string, body string) string {
	lines := []string{method + " " + path + " HTTP/1.1", "Connection: close"}
	own := ""
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		if strings.EqualFold(name, "host") {
			host = strings.TrimSpace(value)
			continue
		}
		own += strings.ToLower(name) + ";"
		lines = append(lines, header)
	}
	lines = append(lines, "Host: "+host)
	if body != "" || method == "POST" || method == "PUT" {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
		if !strings.Contains(own, "content-type;") {
			lines = append(lines, "Content-Type: application/json")
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

func dial(scheme, host string, trustAll bool, limit time.Duration) (net.Conn, error) {
	port := map[string]string{"http": "80", "https": "443"}[scheme]
	if port == "" {
		return nil, errors.New("the URL must start with http:// or https://")
	}
	address := host
	if _, _, err := net.SplitHostPort(host); err != nil {
		address = net.JoinHostPort(host, port)
	}
	dialer := &net.Dialer{Timeout: limit}
	var connection net.Conn
	var err error
	if scheme == "https" {
		connection, err = tls.DialWithDialer(dialer, "tcp", address, &tls.Config{InsecureSkipVerify: trustAll})
	} else {
		connection, err = dialer.Dial("tcp", address)
	}
	if err == nil {
		connection.SetDeadline(time.Now().Add(limit))
	}
	return connection, err
}
