package io.sallyport.agreement;

import io.sallyport.core.model.Counterexample.Header;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A request, exactly as it is sent.
 *
 * @param http2   without TLS, by prior knowledge; HTTP/1.1 otherwise
 * @param target  what stands between method and version, or in {@code :path}; one character for each byte
 * @param scheme  what {@code :scheme} holds; HTTP/1.1 does not send it
 * @param hosts   one {@code Host} line each; over HTTP/2 only the first, as {@code :authority}
 * @param port    of the listener
 * @param headers in their order, a name may come twice
 */
record GatewayRequest(
        boolean http2, String method, String target, String scheme, List<String> hosts, int port, List<Header> headers) {

    GatewayRequest {
        hosts = List.copyOf(hosts);
        headers = List.copyOf(headers);
    }

    @Override
    public String toString() {
        return "%s %s%s at port %d, host %s%s"
                .formatted(
                        method,
                        target,
                        http2 ? " over HTTP/2 with :scheme " + scheme : "",
                        port,
                        String.join(" and ", hosts),
                        headers.stream()
                                .map(header -> ", " + header.name() + ": " + header.value())
                                .collect(Collectors.joining()));
    }
}
