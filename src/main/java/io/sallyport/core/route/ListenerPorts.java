package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.space.PortValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which ports the gateway's Pods listen on: those that servers of Gateways name, as the Service maps them
 * (pilot/pkg/model/gateway.go, resolvePorts).
 */
public final class ListenerPorts {
    private static final Set<Integer> OF_INGRESSES = Set.of(80, 443);

    private ListenerPorts() {}

    /** All where no Gateway or no Service of theirs is known, or one that names its port. */
    public static PortValues of(ClusterObjects cluster, String namespace, List<Map<String, String>> pods) {
        Set<Integer> servers = new TreeSet<>();
        for (JsonNode gateway : GatewayServers.selecting(cluster, pods)) {
            Json.elements(gateway.at("/spec/servers")).forEach(server -> servers.add(server.at("/port/number").asInt()));
        }
        List<JsonNode> services = services(cluster, namespace, pods);
        if (servers.isEmpty() || services.isEmpty()) {
            return PortValues.ALL;
        }
        // Whoever may write an Ingress can add these two.
        servers.addAll(OF_INGRESSES);
        Set<Integer> ports = new TreeSet<>();
        for (int server : servers) {
            Optional<Set<Integer>> targets = targets(services, server);
            if (targets.isEmpty()) {
                return PortValues.ALL;
            }
            ports.addAll(targets.get());
        }
        return PortValues.of(ports);
    }

    /** Of the server with this number; the number itself where no Service maps it or it cannot be told. */
    public static int of(ClusterObjects cluster, String namespace, List<Map<String, String>> pods, int server) {
        return targets(services(cluster, namespace, pods), server).stream()
                .flatMap(Set::stream)
                .findFirst()
                .orElse(server);
    }

    private static List<JsonNode> services(ClusterObjects cluster, String namespace, List<Map<String, String>> pods) {
        return cluster.in(namespace, GroupKind.SERVICE).stream()
                .filter(service -> {
                    Map<String, String> selector = Json.textMap(service.at("/spec/selector"));
                    return !selector.isEmpty() && GatewayServers.selects(selector, pods);
                })
                .toList();
    }

    private static Optional<Set<Integer>> targets(List<JsonNode> services, int server) {
        Set<Integer> targets = new TreeSet<>();
        for (JsonNode service : services) {
            for (JsonNode port : Json.elements(service.at("/spec/ports"))) {
                if (port.path("port").asInt() == server) {
                    if (port.path("targetPort").isTextual()) {
                        return Optional.empty();
                    }
                    targets.add(port.path("targetPort").asInt(server));
                }
            }
        }
        return Optional.of(targets.isEmpty() ? Set.of(server) : targets);
    }
}
