package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an Ingress of class {@code istio}, which istiod turns into a Gateway on the ingress gateway's Pods and one
 * VirtualService for each host (pilot/pkg/config/kube/ingress). A default backend is ignored there.
 */
final class IngressReader {
    /** Stands for the Gateway that is made of every Ingress. */
    static final String GATEWAY = "ingress";

    private IngressReader() {}

    /** One for each host, in the order in which the Ingress first names it. */
    static List<RouteSource> read(JsonNode object, String clusterDomain) {
        if (!isForIstio(object)) {
            return List.of();
        }
        ObjectRef ref = ObjectRef.of(object);
        List<JsonNode> rules = Json.elements(object.at("/spec/rules"));
        Map<String, List<Route>> hosts = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            String host = rules.get(i).path("host").asText("");
            hosts.computeIfAbsent(host.isEmpty() ? Hosts.ANY : host.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .addAll(routes("spec.rules[" + i + "]", rules.get(i), ref.namespace(), clusterDomain));
        }
        return hosts.entrySet().stream().map(host -> source(object, ref, host.getKey(), host.getValue())).toList();
    }

    private static RouteSource source(JsonNode object, ObjectRef ref, String host, List<Route> routes) {
        routes.sort(Comparator.<Route>comparingInt(route -> -route.match().path().text().length())
                .thenComparing(route -> route.match().path().form() != Form.EXACT));
        return new RouteSource(
                ref,
                RouteSource.owner(object),
                List.of(GATEWAY),
                List.of(host),
                List.of("*"),
                RouteSource.created(object),
                routes);
    }

    /** By annotation or class name; {@link IngressClasses} looks at what class it is. */
    private static boolean isForIstio(JsonNode object) {
        JsonNode annotation = object.path("metadata").path("annotations").path(IngressClasses.ANNOTATION);
        return annotation.isMissingNode()
                ? object.at("/spec/ingressClassName").asText("").equals(IngressClasses.ISTIO)
                : annotation.asText().equals(IngressClasses.ISTIO);
    }

    private static List<Route> routes(String rulePath, JsonNode rule, String namespace, String clusterDomain) {
        List<Route> routes = new ArrayList<>();
        List<JsonNode> paths = Json.elements(rule.at("/http/paths"));
        for (int i = 0; i < paths.size(); i++) {
            JsonNode service = paths.get(i).at("/backend/service");
            int port = service.at("/port/number").asInt(0);
            Backend backend = new Backend(
                    ActionReader.fullHost(service.path("name").asText(), namespace, clusterDomain),
                    port == 0 ? Optional.empty() : Optional.of(port));
            routes.add(new Route(
                    rulePath + ".http.paths[" + i + "]",
                    RouteMatch.of(path(paths.get(i))),
                    new RouteAction.Forward(List.of(backend), List.of(), Rewrite.NONE)));
        }
        return routes;
    }

    private static TextMatch path(JsonNode entry) {
        String path = entry.path("path").asText("");
        return switch (entry.path("pathType").asText("")) {
            case "Exact" -> TextMatch.of(Form.EXACT, path, false);
            case "Prefix" -> prefix(path);
            default -> {
                // The older way to write it: nothing, a star at the end, or the path itself.
                if (path.isEmpty() || Set.of("*", "/*", ".*").contains(path)) {
                    yield RouteMatch.ALL.path();
                }
                yield path.endsWith(".*")
                        ? prefix(path.substring(0, path.length() - 2))
                        : path.endsWith("/*")
                                ? prefix(path.substring(0, path.length() - 1))
                                : TextMatch.of(Form.EXACT, path, false);
            }
        };
    }

    private static TextMatch prefix(String path) {
        return path.isEmpty() || path.equals("/") ? RouteMatch.ALL.path() : TextMatch.of(Form.SEGMENTS, path, false);
    }
}
