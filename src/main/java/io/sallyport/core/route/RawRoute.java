package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.RouteAction.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Passes connections on as they are, so that nobody reads requests from them: {@code tcp} and {@code tls} of a
 * VirtualService, TCPRoute and TLSRoute (pilot/pkg/networking/core/gateway.go, createGatewayTCPFilterChainOpts).
 *
 * @param path  the field's path
 * @param entry as written
 * @param hosts by which TLS clients ask for it; empty if it is not chosen by that
 * @param to    where connections go
 */
public record RawRoute(String path, JsonNode entry, List<String> hosts, List<Backend> to) {

    /** Those of the object, without those that are for sidecars only. */
    public static List<RawRoute> of(JsonNode object, String clusterDomain) {
        GroupKind kind = GroupKind.of(object);
        String namespace = ObjectRef.of(object).namespace();
        if (kind.equals(GroupKind.VIRTUAL_SERVICE)) {
            return Stream.of("tcp", "tls")
                    .flatMap(field -> ofVirtualService(field, object.path("spec").path(field), namespace, clusterDomain))
                    .toList();
        }
        return kind.equals(RouteSource.TLS_ROUTE) || kind.equals(RouteSource.TCP_ROUTE)
                ? ofGatewayApi(object.path("spec"), kind.equals(RouteSource.TLS_ROUTE), namespace, clusterDomain)
                : List.of();
    }

    private static Stream<RawRoute> ofVirtualService(
            String field, JsonNode entries, String namespace, String clusterDomain) {
        List<RawRoute> routes = new ArrayList<>();
        List<JsonNode> listed = Json.elements(entries);
        for (int i = 0; i < listed.size(); i++) {
            List<JsonNode> matches = Json.elements(listed.get(i).path("match"));
            if (matches.isEmpty() || !matches.stream().allMatch(RawRoute::meshOnly)) {
                routes.add(new RawRoute(
                        "spec." + field + "[" + i + "]",
                        listed.get(i),
                        matches.stream().flatMap(match -> Json.texts(match.path("sniHosts")).stream()).toList(),
                        Json.elements(listed.get(i).path("route")).stream()
                                .map(route -> ActionReader.backend(route.path("destination"), namespace, clusterDomain))
                                .toList()));
            }
        }
        return routes.stream();
    }

    private static boolean meshOnly(JsonNode match) {
        return Json.texts(match.path("gateways")).equals(List.of(RouteSource.MESH));
    }

    private static List<RawRoute> ofGatewayApi(JsonNode spec, boolean tls, String namespace, String clusterDomain) {
        List<String> hosts = Json.texts(spec.path("hostnames"));
        List<RawRoute> routes = new ArrayList<>();
        List<JsonNode> rules = Json.elements(spec.path("rules"));
        for (int i = 0; i < rules.size(); i++) {
            routes.add(new RawRoute(
                    "spec.rules[" + i + "]",
                    rules.get(i),
                    !tls ? List.of() : hosts.isEmpty() ? List.of(Hosts.ANY) : hosts,
                    Json.elements(rules.get(i).path("backendRefs")).stream()
                            .map(ref -> GatewayApiReader.backend(ref, namespace, clusterDomain))
                            .toList()));
        }
        return routes;
    }

    /** The first of those it goes to, for people. */
    public Optional<Backend> first() {
        return to.stream().findFirst();
    }
}
