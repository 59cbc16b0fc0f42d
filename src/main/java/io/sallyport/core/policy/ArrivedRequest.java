package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.policy.space.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One request as the gateway's policies see it: its path normalised, and texts with one character for each byte.
 *
 * @param target     the path with its query
 * @param host       with its port, if the client sent one
 * @param port       of the listener in the gateway's Pod
 * @param headers    as the client sent them, names in any case
 * @param claims     of the verified token; empty without one
 * @param connection whether one of the values of a condition on the connection matches, such as an address
 */
public record ArrivedRequest(
        String method,
        String target,
        String host,
        String scheme,
        int port,
        List<Header> headers,
        Optional<JsonNode> claims,
        Predicate<Condition.Opaque> connection) {

    /** Of these Envoy makes one value, whatever was sent, and leaves empty ones out; measured. */
    private static final Set<String> JOINED =
            Set.of("content-type", "accept", "user-agent", "authorization", "referer", "origin");

    public ArrivedRequest {
        headers = List.copyOf(headers);
    }

    public String path() {
        return target.split("\\?", 2)[0];
    }

    /** The values that are compared, each alone; none if the header is not there. */
    public List<String> values(String name) {
        List<String> sent = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
        if (sent.size() < 2 || !JOINED.contains(name.toLowerCase(Locale.ROOT))) {
            return sent;
        }
        return List.of(String.join(",", sent.stream().filter(value -> !value.isEmpty()).toList()));
    }

    /** The same with this token. */
    public ArrivedRequest with(JsonNode token) {
        return new ArrivedRequest(method, target, host, scheme, port, headers, Optional.of(token), connection);
    }

    /** The same with this header in place of what the client sent under its name. */
    public ArrivedRequest withHeader(String name, String value) {
        List<Header> changed = new ArrayList<>(withoutHeader(name).headers);
        changed.add(new Header(name, value));
        return withHeaders(changed);
    }

    /** The same without what the client sent under this name. */
    public ArrivedRequest withoutHeader(String name) {
        return withHeaders(headers.stream()
                .filter(header -> !header.name().equalsIgnoreCase(name))
                .toList());
    }

    private ArrivedRequest withHeaders(List<Header> changed) {
        return new ArrivedRequest(method, target, host, scheme, port, changed, claims, connection);
    }

    /** What a text condition looks at; several values only of a header. */
    List<String> texts(Attribute attribute) {
        return switch (attribute) {
            case Attribute.Path() -> List.of(path());
            case Attribute.FullPath() -> List.of(target);
            case Attribute.Method() -> List.of(method);
            case Attribute.Host() -> List.of(host);
            case Attribute.Scheme() -> List.of(scheme);
            case Attribute.Header(String name) -> values(name);
            case Attribute.Port(), Attribute.Condition(_) -> List.of();
        };
    }
}
