package io.sallyport.agreement.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample.Header;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request, exactly as it is sent.
 *
 * @param http2   without TLS, by prior knowledge; HTTP/1.1 otherwise
 * @param target  what comes between method and version, or in {@code :path}; one character for each byte
 * @param scheme  what {@code :scheme} holds; HTTP/1.1 does not send it
 * @param hosts   one {@code Host} line each; over HTTP/2 only the first, as {@code :authority}
 * @param port    of the listener
 * @param headers in their order, a name may come twice
 * @param claims  of the token in them; empty without one
 */
public record GatewayRequest(
        boolean http2,
        String method,
        String target,
        String scheme,
        List<String> hosts,
        int port,
        List<Header> headers,
        Optional<JsonNode> claims) {

    public GatewayRequest {
        hosts = List.copyOf(hosts);
        headers = List.copyOf(headers);
    }

    /** Without a token. */
    public GatewayRequest(
            boolean http2, String method, String target, String scheme, List<String> hosts, int port, List<Header> headers) {
        this(http2, method, target, scheme, hosts, port, headers, Optional.empty());
    }

    /** The same with a token, in place of whatever else was to be there. */
    public GatewayRequest with(Token token) {
        List<Header> others =
                headers.stream().filter(header -> !header.name().equalsIgnoreCase("authorization")).toList();
        Header bearer = new Header("authorization", "Bearer " + token.signed());
        return new GatewayRequest(
                http2, method, target, scheme, hosts, port, Stream.concat(others.stream(), Stream.of(bearer)).toList(),
                Optional.of(token.claims()));
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
                                .collect(Collectors.joining())
                                + claims.map(token -> ", a token that says " + token).orElse(""));
    }
}
