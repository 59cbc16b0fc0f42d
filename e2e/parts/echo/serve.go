package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
)

var line sync.Mutex

// serve writes every request to standard output as one line of JSON: the access log that tests ask.
func serve(arguments []string) error {
	port := "8080"
	for _, argument := range arguments {
		for _, flag := range []string{"--http_port=", "--port="} {
			if strings.HasPrefix(argument, flag) {
				port = strings.TrimPrefix(argument, flag)
			}
		}
	}
	return http.ListenAndServe(":"+port, http.HandlerFunc(answer))
}

func answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	headers := map[string]string{}
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	seen := map[string]any{"method": r.Method, "path": r.RequestURI, "host": r.Host, "headers": headers}
	if !strings.HasPrefix(headers["user-agent"], "kube-probe/") {
		line.Lock()
		json.NewEncoder(os.Stdout).Encode(seen)
		line.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(model(r, body, seen))
}

// model answers the protocols' own endpoints for any model name, and anything else with what was asked,
// so that a request that should never have arrived is seen to have arrived.
func model(r *http.Request, body []byte, seen map[string]any) any {
	v1, isV1 := strings.CutPrefix(r.URL.Path, "/v1/models/")
	v2, isV2 := strings.CutPrefix(r.URL.Path, "/v2/models/")
	name, verb, _ := strings.Cut(v2, "/")
	switch {
	case r.URL.Path == "/v1/models":
		return map[string]any{"models": []string{"echo"}}
	case isV1 && strings.HasSuffix(v1, ":predict"):
		var asked struct{ Instances []any }
		json.Unmarshal(body, &asked)
		return map[string]any{"predictions": make([]int, len(asked.Instances))}
	case isV1 && !strings.ContainsAny(v1, "/:"):
		return map[string]any{"name": v1, "ready": true}
	case r.URL.Path == "/v2":
		return map[string]any{"name": "echo", "version": "1", "extensions": []string{}}
	case r.URL.Path == "/v2/health/live":
		return map[string]any{"live": true}
	case r.URL.Path == "/v2/health/ready":
		return map[string]any{"ready": true}
	case isV2 && verb == "infer":
		output := map[string]any{"name": "output-0", "shape": []int{1}, "datatype": "INT64", "data": []int{0}}
		return map[string]any{"model_name": name, "id": "1", "outputs": []any{output}}
	case isV2 && verb == "ready":
		return map[string]any{"name": name, "ready": true}
	case isV2 && verb == "":
		return map[string]any{"name": name, "platform": "echo", "inputs": []any{}, "outputs": []any{}}
	}
	return map[string]any{"echo": seen}
}
