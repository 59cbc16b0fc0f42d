package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.ListenerPorts;
import io.sallyport.core.route.RawRoute;
import io.sallyport.core.route.match.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;

/**
 * What istiod makes of servers and routes one by one, and Envoy refuses together: two filter chains for one name at one port.
 * While it refuses a listener, no later policy arrives there either. Istio sees to it among servers, and among routes
 * (pilot/pkg/model/gateway.go, CheckDuplicates), but not between the two, nor where only some servers of a port have TLS; and
 * among servers it compares hosts as they are written, with a namespace before and in capitals.
 */
final class ListenerConflicts {
    /**
     * @param number  its port, as it is written
     * @param port    which of the Pods that is, as far as it is known
     * @param bind    the address, where the server asks for one
     * @param hosts   without the namespaces that they are for
     * @param written hosts as Istio compares them
     */
    private record Server(int number, int port, String bind, boolean tls, boolean passed, List<String> hosts, List<String> written) {

        static Server of(JsonNode server, String namespace, IntUnaryOperator ports) {
            String protocol = server.at("/port/protocol").asText("").toUpperCase(Locale.ROOT);
            boolean http = Set.of("HTTP", "HTTP2", "GRPC", "GRPC-WEB").contains(protocol);
            return new Server(
                    server.at("/port/number").asInt(),
                    ports.applyAsInt(server.at("/port/number").asInt()),
                    server.path("bind").asText(""),
                    !http && !server.path("tls").isEmpty(),
                    server.at("/tls/mode").asText("").equals("PASSTHROUGH"),
                    RawConnections.names(server),
                    Json.texts(server.path("hosts")).stream()
                            .map(host -> host.startsWith("./") ? namespace + host.substring(1) : host)
                            .toList());
        }

        boolean beside(Server other) {
            return port == other.port && bind.equals(other.bind);
        }
    }

    private ListenerConflicts() {}

    /** Those that a write makes. */
    static List<Fault> made(Write write, ClusterObjects cluster, List<Map<String, String>> pods, ExposureSettings settings) {
        Set<String> conflicts = of(cluster.with(write.after()), write.after(), pods, settings);
        conflicts.removeAll(of(cluster, write.before(), pods, settings));
        return conflicts.stream()
                .limit(1)
                .map(conflict -> new Fault(
                        write.kind().equals(GroupKind.GATEWAY) ? "spec.servers" : "spec",
                        conflict + ", for which Envoy refuses the listener, and with it every later policy",
                        "use another port, or other hosts"))
                .toList();
    }

    private static Set<String> of(ClusterObjects cluster, JsonNode written, List<Map<String, String>> pods, ExposureSettings settings) {
        IntUnaryOperator ports = port -> ListenerPorts.of(cluster, settings.gateway().namespace(), pods, port);
        List<Server> servers = GatewayServers.selecting(cluster, pods).stream()
                .flatMap(gateway -> Json.elements(gateway.at("/spec/servers")).stream()
                        .map(server -> Server.of(server, gateway.at("/metadata/namespace").asText(), ports)))
                .toList();
        List<JsonNode> objects = new ArrayList<>(cluster.of(GroupKind.VIRTUAL_SERVICE));
        objects.add(written);
        Set<String> routed = new TreeSet<>();
        objects.stream()
                .filter(JsonNode::isObject)
                .flatMap(object -> RawRoute.of(object, settings.clusterDomain()).stream())
                .forEach(route -> route.hosts().forEach(host -> routed.add(host.toLowerCase(Locale.ROOT))));
        Set<String> conflicts = new TreeSet<>(spelledTwice(servers));
        for (Server server : servers) {
            if (server.tls() && !server.passed()) {
                between(server, servers, routed).forEach(conflicts::add);
            }
        }
        return conflicts;
    }

    /** Hosts that are one to Envoy, and more than one to Istio, which leaves out only the later of two that are written alike. */
    private static List<String> spelledTwice(List<Server> servers) {
        Map<String, Set<String>> spellings = new TreeMap<>();
        for (Server server : servers) {
            // Within a server Istio leaves out what is the same without its namespace.
            Map<String, String> once = new TreeMap<>();
            for (int i = 0; server.tls() && !server.passed() && i < server.hosts().size(); i++) {
                once.putIfAbsent(server.hosts().get(i), server.written().get(i));
            }
            once.forEach((host, written) -> spellings
                    .computeIfAbsent(
                            "\"" + host.toLowerCase(Locale.ROOT) + "\" at the Pods' port " + server.port()
                                    + (server.bind().isEmpty() ? "" : " of " + server.bind()),
                            _ -> new TreeSet<>())
                    .add(written));
        }
        return spellings.entrySet().stream()
                .filter(host -> host.getValue().size() > 1)
                .map(host -> "makes two filter chains for " + host.getKey() + ", written as " + String.join(" and ", host.getValue()))
                .toList();
    }

    private static Stream<String> between(Server server, List<Server> all, Set<String> routed) {
        boolean passes = all.stream().anyMatch(other -> other.beside(server) && other.passed());
        boolean plain = all.stream().anyMatch(other -> other.beside(server) && !other.tls());
        Stream<String> names = server.hosts().stream()
                .filter(host -> passes && routed.contains(host.toLowerCase(Locale.ROOT)))
                .map(host -> "makes two ways for TLS connections to \"" + host + "\" at port " + server.number());
        return plain && server.hosts().contains(Hosts.ANY)
                ? Stream.concat(names, Stream.of("puts servers with and without TLS at port " + server.number()))
                : names;
    }
}
