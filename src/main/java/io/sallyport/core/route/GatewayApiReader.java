package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction.Backend;
import io.sallyport.core.route.match.RouteAction.Rewrite;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteMatch;
import io.sallyport.core.route.match.TextMatch.Form;
import io.sallyport.core.route.match.TextMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads HTTPRoute and GRPCRoute, of which istiod makes VirtualServices (pilot/pkg/config/kube/gateway). */
final class GatewayApiReader {
    /** Before the name of a Gateway of this API, to tell it from one of Istio's. */
    static final String GATEWAY = "gateway.networking.k8s.io:";

    private static final String SERVICE = "Service";
    private static final Set<String> OF_SIDECARS = Set.of("Service", "ServiceEntry");

    private GatewayApiReader() {}

    static RouteSource read(JsonNode object, String clusterDomain) {
        ObjectRef ref = ObjectRef.of(object);
        JsonNode spec = object.path("spec");
        List<String> hosts = Json.texts(spec.path("hostnames"));
        List<Route> routes = new ArrayList<>();
        List<JsonNode> rules = Json.elements(spec.path("rules"));
        for (int i = 0; i < rules.size(); i++) {
            String path = "spec.rules[" + i + "]";
            RouteAction action = action(rules.get(i), ref.namespace(), clusterDomain);
            List<JsonNode> matches = Json.elements(rules.get(i).path("matches"));
            if (matches.isEmpty()) {
                routes.add(new Route(path, RouteMatch.ALL, action));
            }
            for (int j = 0; j < matches.size(); j++) {
                routes.add(new Route(path + ".matches[" + j + "]", match(matches.get(j)), action));
            }
        }
        routes.sort(Comparator.<Route, Boolean>comparing(route -> route.match().path().form() != Form.EXACT)
                .thenComparing(route -> -route.match().path().text().length()));
        return new RouteSource(
                ref,
                RouteSource.owner(object),
                Json.elements(spec.path("parentRefs")).stream()
                        .map(parent -> parent(parent, ref.namespace()))
                        .toList(),
                hosts.isEmpty() ? List.of(Hosts.ANY) : hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList(),
                List.of("*"),
                RouteSource.created(object),
                routes);
    }

    private static String parent(JsonNode parent, String namespace) {
        return OF_SIDECARS.contains(parent.path("kind").asText("Gateway"))
                ? RouteSource.MESH
                : GATEWAY + parent.path("namespace").asText(namespace) + "/"
                        + parent.path("name").asText();
    }

    private static RouteMatch match(JsonNode match) {
        List<RouteMatch.OfText> texts = new ArrayList<>();
        TextMatch path;
        if (match.path("method").isObject()) {
            path = grpc(match.path("method"));
        } else {
            path = path(match.path("path"));
            if (!match.path("method").asText("").isEmpty()) {
                texts.add(new RouteMatch.OfText(
                        Attribute.METHOD, TextMatch.of(Form.EXACT, match.path("method").asText(), false)));
            }
        }
        return new RouteMatch(
                path,
                texts,
                Json.elements(match.path("headers")).stream()
                        .map(header -> new RouteMatch.OfHeader(
                                header.path("name").asText().toLowerCase(Locale.ROOT), false, value(header)))
                        .toList(),
                List.of(),
                Json.elements(match.path("queryParams")).stream()
                        .map(parameter -> new RouteMatch.OfParameter(parameter.path("name").asText(), value(parameter)))
                        .toList(),
                Optional.empty(),
                List.of(),
                false);
    }

    private static TextMatch path(JsonNode path) {
        String value = path.path("value").asText("/");
        return switch (path.path("type").asText("PathPrefix")) {
            case "Exact" -> TextMatch.of(Form.EXACT, value, false);
            case "RegularExpression" -> TextMatch.of(Form.REGEX, value, false);
            default -> value.equals("/") ? RouteMatch.ALL.path() : TextMatch.of(Form.SEGMENTS, value, false);
        };
    }

    private static TextMatch grpc(JsonNode method) {
        String service = method.path("service").asText("");
        String name = method.path("method").asText("");
        if (method.path("type").asText("Exact").equals("RegularExpression")) {
            return TextMatch.of(
                    Form.REGEX, "/" + (service.isEmpty() ? "[^/]+" : service) + "/" + (name.isEmpty() ? "[^/]+" : name), false);
        }
        if (service.isEmpty()) {
            return TextMatch.of(Form.REGEX, "/[^/]+/" + name, false);
        }
        return name.isEmpty()
                ? TextMatch.of(Form.PREFIX, "/" + service + "/", false)
                : TextMatch.of(Form.EXACT, "/" + service + "/" + name, false);
    }

    private static TextMatch value(JsonNode entry) {
        boolean regex = entry.path("type").asText("Exact").equals("RegularExpression");
        return TextMatch.of(regex ? Form.REGEX : Form.EXACT, entry.path("value").asText(), false);
    }

    private static RouteAction action(JsonNode rule, String namespace, String clusterDomain) {
        List<Backend> mirrors = new ArrayList<>();
        Optional<String> uri = Optional.empty();
        Optional<String> authority = Optional.empty();
        for (JsonNode filter : Json.elements(rule.path("filters"))) {
            if (filter.path("requestRedirect").isObject()) {
                return new RouteAction.Redirect(
                        filter.at("/requestRedirect/statusCode").asInt(302),
                        filter.at("/requestRedirect/hostname").asText(""));
            }
            if (filter.path("requestMirror").isObject()) {
                mirrors.add(backend(filter.at("/requestMirror/backendRef"), namespace, clusterDomain));
            }
            JsonNode rewrite = filter.path("urlRewrite");
            if (rewrite.isObject()) {
                uri = text(rewrite.at("/path/replacePrefixMatch")).or(() -> text(rewrite.at("/path/replaceFullPath")));
                authority = text(rewrite.path("hostname"));
            }
        }
        List<Backend> to = Json.elements(rule.path("backendRefs")).stream()
                .filter(backend -> backend.path("weight").asInt(1) > 0)
                .map(backend -> backend(backend, namespace, clusterDomain))
                .toList();
        return to.isEmpty()
                ? new RouteAction.Nothing()
                : new RouteAction.Forward(to, mirrors, new Rewrite(uri, Optional.empty(), authority));
    }

    static Backend backend(JsonNode ref, String namespace, String clusterDomain) {
        String home = ref.path("namespace").asText(namespace);
        String kind = ref.path("kind").asText(SERVICE);
        int port = ref.path("port").asInt(0);
        return new Backend(
                // A Hostname is a host as it is; what else there may be is no Service either.
                ref.path("name").asText() + (kind.equals(SERVICE) ? "." + home + ".svc." + clusterDomain : ""),
                port == 0 ? Optional.empty() : Optional.of(port));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }
}
