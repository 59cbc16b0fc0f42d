package io.sallyport.core.serving;

import java.util.List;

/**
 * Calls that reach the server under one path.
 *
 * @param serverPath what the server sees
 * @param calls      what the client sends; several calls can mean the same
 */
public record Endpoint(String serverPath, List<Call> calls) {

    /** A method and a path. */
    public record Call(String method, String path) {

        static Call post(String path) {
            return new Call("POST", path);
        }

        static Call get(String path) {
            return new Call("GET", path);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Endpoint of(String serverPath, Call... calls) {
        return new Endpoint(serverPath, List.of(calls));
    }
}
