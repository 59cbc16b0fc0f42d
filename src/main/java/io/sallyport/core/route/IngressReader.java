package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteAction.Backend;
import io.sallyport.core.route.match.RouteAction.Rewrite;
import io.sallyport.core.route.match.RouteMatch;
import io.sallyport.core.route.match.TextMatch;
import io.sallyport.core.route.match.TextMatch.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an Ingress of class {@code istio}, which istiod turns into a Gateway on the ingress gateway's Pods and one
 * VirtualService for each host (pilot/pkg/config/kube/ingress). A default backend is ignored there.
 */
final class IngressReader {
    /** Stands for the Gateway that is made of every Ingress. */
    static final String GATEWAY = "ingress";

    private static final String CLASS = "istio";

    private IngressReader() {}

    static Optional<RouteSource> read(JsonNode object, String clusterDomain) {
        ObjectRef ref = ObjectRef.of(object);
        if (!isForIstio(object)) {
            return Optional.empty();
        }
        List<JsonNode> rules = Json.elements(object.at("/spec/rules"));
        List<Route> routes = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            hosts.add(rules.get(i).path("host").asText("").isEmpty()
                    ? Hosts.ANY
                    : rules.get(i).path("host").asText().toLowerCase(Locale.ROOT));
            routes.addAll(routes("spec.rules[" + i + "]", rules.get(i), ref.namespace(), clusterDomain));
        }
        // One list for all hosts takes more than istiod makes of it; Ingresses with rules that differ by host are judged by all.
        routes.sort(Comparator.<Route>comparingInt(route -> -route.match().path().text().length())
                .thenComparing(route -> route.match().path().form() != Form.EXACT));
        return Optional.of(new RouteSource(
                ref,
                RouteSource.owner(object),
                List.of(GATEWAY),
                hosts.stream().distinct().toList(),
                List.of("*"),
                RouteSource.created(object),
                routes));
    }

    /**
     * By annotation or class name. Other classes than {@code istio} could be Istio's too, but an IngressClass takes an
     * admin of the cluster.
     */
    private static boolean isForIstio(JsonNode object) {
        JsonNode annotation = object.path("metadata").path("annotations").path("kubernetes.io/ingress.class");
        return annotation.isMissingNode()
                ? object.at("/spec/ingressClassName").asText("").equals(CLASS)
                : annotation.asText().equals(CLASS);
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
