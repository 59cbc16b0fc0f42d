package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteAction.Backend;
import io.sallyport.core.route.match.RouteAction.Rewrite;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what an {@code http} entry of a VirtualService does. */
final class ActionReader {
    private static final Set<String> HOST_HEADERS = Set.of("host", ":authority");

    private ActionReader() {}

    static RouteAction read(JsonNode http, String namespace, String clusterDomain) {
        if (http.path("delegate").isObject()) {
            JsonNode delegate = http.path("delegate");
            return new RouteAction.Delegate(
                    delegate.path("namespace").asText(namespace), delegate.path("name").asText());
        }
        if (http.path("redirect").isObject()) {
            JsonNode redirect = http.path("redirect");
            int status = redirect.path("redirectCode").asInt(0);
            return new RouteAction.Redirect(
                    status == 0 ? 301 : status,
                    redirect.path("authority").asText("") + redirect.path("uri").asText(""));
        }
        if (http.path("directResponse").isObject()) {
            return new RouteAction.Answer(http.path("directResponse").path("status").asInt());
        }
        List<JsonNode> routes = Json.elements(http.path("route"));
        List<JsonNode> weighted = routes.size() < 2
                ? routes
                : routes.stream().filter(route -> route.path("weight").asInt(0) > 0).toList();
        if (routes.isEmpty()) {
            return new RouteAction.Nothing();
        }
        Stream<JsonNode> mirrors = Stream.concat(
                Stream.of(http.path("mirror")),
                Json.elements(http.path("mirrors")).stream().map(mirror -> mirror.path("destination")));
        return new RouteAction.Forward(
                (weighted.isEmpty() ? routes : weighted).stream()
                        .map(route -> backend(route.path("destination"), namespace, clusterDomain))
                        .toList(),
                mirrors.filter(JsonNode::isObject)
                        .map(destination -> backend(destination, namespace, clusterDomain))
                        .toList(),
                rewrite(http, weighted.isEmpty() ? routes.getFirst() : weighted.getFirst()));
    }

    static Backend backend(JsonNode destination, String namespace, String clusterDomain) {
        int port = destination.path("port").path("number").asInt(0);
        return new Backend(
                fullHost(destination.path("host").asText(), namespace, clusterDomain),
                port == 0 ? Optional.empty() : Optional.of(port));
    }

    /** A name without dots is a Service of the VirtualService's namespace. */
    static String fullHost(String host, String namespace, String clusterDomain) {
        return host.isEmpty() || host.contains(".") ? host : host + "." + namespace + ".svc." + clusterDomain;
    }

    private static Rewrite rewrite(JsonNode http, JsonNode route) {
        JsonNode rewrite = http.path("rewrite");
        JsonNode regex = rewrite.path("uriRegexRewrite");
        Optional<String> authority = text(rewrite.path("authority"))
                .or(() -> host(http.path("headers").path("request").path("set")))
                .or(() -> host(route.path("headers").path("request").path("set")));
        return new Rewrite(
                regex.isObject() ? Optional.empty() : text(rewrite.path("uri")),
                regex.isObject()
                        ? Optional.of(new Rewrite.Regex(
                                regex.path("match").asText(), regex.path("rewrite").asText()))
                        : Optional.empty(),
                authority);
    }

    private static Optional<String> host(JsonNode set) {
        return set.properties().stream()
                .filter(entry -> HOST_HEADERS.contains(entry.getKey().toLowerCase(Locale.ROOT)))
                .map(entry -> entry.getValue().asText())
                .findFirst();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }
}
