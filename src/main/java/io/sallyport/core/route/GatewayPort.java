package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.route.match.Hosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A Gateway's server, or what is made of an Ingress.
 *
 * @param name      as routes name the Gateway
 * @param number    as written, which the Service may map to another of the Pods
 * @param allowed   hosts that it takes routes for, some with the namespace they have to be in
 * @param redirects true if it sends everybody to https
 * @param raw       true if it passes connections on, and nobody reads requests from them
 */
public record GatewayPort(
        ObjectRef ref, String name, int number, List<String> allowed, boolean redirects, boolean raw) {

    /** Those of all Gateways on these Pods, the oldest first. */
    public static List<GatewayPort> of(ClusterObjects cluster, List<Map<String, String>> pods, String service) {
        List<GatewayPort> ports = new ArrayList<>();
        GatewayServers.selecting(cluster, pods).stream()
                .sorted(Comparator.<JsonNode, String>comparing(RouteSource::created).thenComparing(gateway -> ObjectRef.of(gateway).toString()))
                .forEach(gateway -> Json.elements(gateway.at("/spec/servers")).forEach(server -> ports.add(of(gateway, server))));
        cluster.of(GatewayServers.KUBERNETES_GATEWAY).stream()
                .filter(gateway -> GatewayServers.attaches(gateway, service))
                .forEach(gateway -> Json.elements(gateway.at("/spec/listeners"))
                        .forEach(listener -> ports.add(ofListener(gateway, listener))));
        for (JsonNode ingress : cluster.of(RouteSource.INGRESS)) {
            ports.add(new GatewayPort(ObjectRef.of(ingress), IngressReader.GATEWAY, 80, List.of(Hosts.ANY), false, false));
        }
        return ports;
    }

    private static GatewayPort of(JsonNode gateway, JsonNode server) {
        ObjectRef ref = ObjectRef.of(gateway);
        return new GatewayPort(
                ref,
                ref.namespace() + "/" + ref.name(),
                server.at("/port/number").asInt(),
                Json.texts(server.path("hosts")),
                server.at("/tls/httpsRedirect").asBoolean(false),
                GatewayServers.passesOn(server));
    }

    private static GatewayPort ofListener(JsonNode gateway, JsonNode listener) {
        ObjectRef ref = ObjectRef.of(gateway);
        return new GatewayPort(
                ref,
                GatewayApiReader.GATEWAY + ref.namespace() + "/" + ref.name(),
                listener.path("port").asInt(),
                List.of(listener.path("hostname").asText(Hosts.ANY)),
                false,
                GatewayServers.passesOn(listener));
    }

    /** By which hosts TLS clients ask for it. */
    public List<String> hosts() {
        return allowed.stream().map(Hosts::withoutNamespace).toList();
    }

    /** Hosts that it takes routes of this namespace for. */
    List<String> hosts(String namespace) {
        return allowed.stream()
                .filter(host -> !host.contains("/")
                        || List.of("*", namespace).contains(host.split("/", 2)[0])
                        || host.startsWith("./") && namespace.equals(ref.namespace()))
                .map(Hosts::withoutNamespace)
                .toList();
    }
}
