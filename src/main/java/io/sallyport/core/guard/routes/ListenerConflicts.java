package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RawRoute;
import io.sallyport.core.route.match.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What istiod makes of servers and routes one by one, and Envoy refuses together: two filter chains for one name at one port.
 * While it refuses a listener, no later policy arrives there either. Istio sees to it among servers, and among routes
 * (pilot/pkg/model/gateway.go, CheckDuplicates), but not between the two, nor where only some servers of a port have TLS.
 */
final class ListenerConflicts {
    /** @param bind the address, where the server asks for one */
    private record Server(int port, String bind, boolean tls, boolean passed, List<String> hosts) {

        static Server of(JsonNode server) {
            String protocol = server.at("/port/protocol").asText("").toUpperCase(Locale.ROOT);
            boolean http = Set.of("HTTP", "HTTP2", "GRPC", "GRPC-WEB").contains(protocol);
            return new Server(
                    server.at("/port/number").asInt(),
                    server.path("bind").asText(""),
                    !http && !server.path("tls").isEmpty(),
                    server.at("/tls/mode").asText("").equals("PASSTHROUGH"),
                    RawConnections.names(server));
        }

        boolean beside(Server other) {
            return port == other.port && bind.equals(other.bind);
        }
    }

    private ListenerConflicts() {}

    /** Those that a write makes. */
    static List<Fault> made(Write write, ClusterObjects cluster, List<Map<String, String>> pods, String clusterDomain) {
        Set<String> conflicts = of(cluster.with(write.after()), write.after(), pods, clusterDomain);
        conflicts.removeAll(of(cluster, write.before(), pods, clusterDomain));
        return conflicts.stream()
                .limit(1)
                .map(conflict -> new Fault(
                        write.kind().equals(GroupKind.GATEWAY) ? "spec.servers" : "spec",
                        conflict + ", for which Envoy refuses the listener, and with it every later policy",
                        "use another port, or other hosts"))
                .toList();
    }

    private static Set<String> of(ClusterObjects cluster, JsonNode written, List<Map<String, String>> pods, String clusterDomain) {
        List<Server> servers = GatewayServers.selecting(cluster, pods).stream()
                .flatMap(gateway -> Json.elements(gateway.at("/spec/servers")).stream())
                .map(Server::of)
                .toList();
        List<JsonNode> objects = new ArrayList<>(cluster.of(GroupKind.VIRTUAL_SERVICE));
        objects.add(written);
        Set<String> routed = new TreeSet<>();
        objects.stream()
                .filter(JsonNode::isObject)
                .flatMap(object -> RawRoute.of(object, clusterDomain).stream())
                .forEach(route -> routed.addAll(route.hosts()));
        Set<String> conflicts = new TreeSet<>();
        for (Server server : servers) {
            if (server.tls() && !server.passed()) {
                between(server, servers, routed).forEach(conflicts::add);
            }
        }
        return conflicts;
    }

    private static Stream<String> between(Server server, List<Server> all, Set<String> routed) {
        boolean passes = all.stream().anyMatch(other -> other.beside(server) && other.passed());
        boolean plain = all.stream().anyMatch(other -> other.beside(server) && !other.tls());
        Stream<String> names = server.hosts().stream()
                .filter(host -> passes && routed.contains(host))
                .map(host -> "makes two ways for TLS connections to \"" + host + "\" at port " + server.port());
        return plain && server.hosts().contains(Hosts.ANY)
                ? Stream.concat(names, Stream.of("puts servers with and without TLS at port " + server.port()))
                : names;
    }
}
