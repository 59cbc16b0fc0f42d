package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.agreement.wire.Answer;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.core.explain.ArrivedHeaders;
import io.sallyport.core.explain.ArrivedPath;
import io.sallyport.core.model.Counterexample.Header;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.Condition;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.HeaderValues;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.TextValues;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A request as the policies see it.
 *
 * @param path    with its query
 * @param headers the values that are compared alone, by name in lower case
 */
record Arrived(String path, String method, String host, String scheme, int port, Map<String, List<String>> headers) {
    /** Of these Envoy makes one value, whatever was sent; empty ones are left out. */
    private static final Set<String> JOINED = Set.of("content-type", "accept", "user-agent", "authorization", "origin");

    /** @param client the address that it is sent from */
    static Arrived from(GatewayRequest sent, String client) {
        Map<String, List<String>> headers = ArrivedHeaders.of(sent.headers(), "http", Optional.of(client)).stream()
                .collect(Collectors.groupingBy(
                        header -> header.name().toLowerCase(Locale.ROOT),
                        LinkedHashMap::new,
                        Collectors.mapping(Header::value, Collectors.toList())));
        headers.replaceAll((name, values) -> JOINED.contains(name)
                ? List.of(values.stream().filter(value -> !value.isEmpty()).collect(Collectors.joining(",")))
                : name.equals("cookie") && sent.http2() ? List.of(crumbs(values)) : values);
        if (sent.http2()) {
            headers.remove("cookie", List.of(""));
        }
        String host = String.join(",", sent.http2() ? sent.hosts().stream().limit(1).toList() : sent.hosts().stream().filter(line -> !line.isEmpty()).toList());
        String target = sent.target();
        String scheme = sent.http2() ? sent.scheme().toLowerCase(Locale.ROOT) : "http";
        if (target.matches("https?://.*")) {
            var url = URI.create(target);
            host = url.getRawAuthority();
            scheme = url.getScheme();
            target = target.substring(target.indexOf(host) + host.length());
            target = target.startsWith("/") ? target : "/" + target;
        }
        return new Arrived(ArrivedPath.normalised(target), sent.method(), host, scheme, sent.port(), headers);
    }

    /** Over HTTP/2 cookies come one by one, and Envoy puts them together as they come. */
    private static String crumbs(List<String> cookies) {
        return cookies.stream().reduce("", (before, cookie) -> before.isEmpty() ? cookie : before + "; " + cookie);
    }

    /** True if the gateway says that this is what arrived. */
    boolean isEchoedBy(Answer answer) {
        return path.equals(answer.headers().get("x-path"))
                && method.equals(answer.headers().get("x-method"))
                && host.equals(answer.headers().getOrDefault("x-host", ""))
                && scheme.equals(answer.headers().get("x-scheme"));
    }

    /** The requests that are this one; whatever else may be asked of them is left free. */
    Box box(Set<String> headerNames) {
        Box box = Box.ALL
                .and(Attribute.PATH, exactly(path.split("\\?", 2)[0]))
                .and(Attribute.FULL_PATH, exactly(path))
                .and(Attribute.METHOD, exactly(method))
                .and(Attribute.HOST, exactly(host))
                .and(Attribute.SCHEME, exactly(scheme))
                .and(Attribute.PORT, PortValues.of(List.of(port)));
        for (String name : headerNames) {
            box = box.and(new Attribute.Header(name), values(headers.getOrDefault(name, List.of())));
        }
        return box;
    }

    ArrivedRequest toArrivedRequest(Optional<JsonNode> claims, Predicate<Condition.Opaque> connection) {
        List<Header> each = headers.entrySet().stream()
                .flatMap(header -> header.getValue().stream().map(value -> new Header(header.getKey(), value)))
                .toList();
        return new ArrivedRequest(method, path, host, scheme, port, each, claims, connection);
    }

    private static TextValues exactly(String text) {
        return new TextValues(Language.exactly(text));
    }

    private static HeaderValues values(List<String> sent) {
        List<Language> each = new TreeSet<>(sent).stream().map(Language::exactly).toList();
        return new HeaderValues(each, Language.EVERYTHING.minus(Language.union(each)));
    }
}
