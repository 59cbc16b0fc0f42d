package io.sallyport.core.route;

import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteMatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The routes of one server port of the gateway, by host, in the order in which Envoy tries them
 * (pilot/pkg/networking/core/gateway.go, buildGatewayHTTPRouteConfig).
 */
public final class RouteTable {
    /** @param root what the VirtualService asks for that delegates to this one */
    public record Entry(ObjectRef from, Route route, Optional<Route> root) {
        boolean matches(ArrivedRequest request, int server) {
            return route.match().matches(request, server)
                    && root.filter(outer -> !outer.match().matches(request, server)).isEmpty();
        }

        boolean catchAll() {
            return route.match().catchAll() && root.map(outer -> outer.match().catchAll()).orElse(true);
        }
    }

    private final int server;
    private final Map<String, List<Entry>> hosts = new LinkedHashMap<>();

    private RouteTable(int server) {
        this.server = server;
    }

    /**
     * @param gateways that are served at this port
     * @param namespace of the gateway's Pods
     */
    public static RouteTable of(
            ClusterObjects cluster, List<GatewayPort> gateways, String namespace, String clusterDomain) {
        var table = new RouteTable(gateways.isEmpty() ? 0 : gateways.getFirst().number());
        List<RouteSource> sources = RouteSource.KINDS.stream()
                .flatMap(kind -> cluster.of(kind).stream())
                .map(object -> IngressClasses.byController(object, cluster))
                .flatMap(object -> RouteSource.all(object, clusterDomain).stream())
                .filter(source -> source.visibleIn(namespace))
                .sorted(order(namespace))
                .toList();
        for (GatewayPort gateway : gateways) {
            for (RouteSource source : sources) {
                if (source.gateways().contains(gateway.name())) {
                    table.add(gateway, source, cluster, clusterDomain);
                }
            }
        }
        return table;
    }

    private static Comparator<RouteSource> order(String namespace) {
        return Comparator.<RouteSource>comparingInt(source -> source.precedence(namespace))
                // What has no time yet, as in a file, is the newest.
                .thenComparing(source -> source.created().isEmpty())
                .thenComparing(RouteSource::created)
                .thenComparing(source -> source.ref().name())
                .thenComparing(source -> source.ref().namespace());
    }

    private void add(GatewayPort gateway, RouteSource source, ClusterObjects cluster, String clusterDomain) {
        List<Entry> entries = new ArrayList<>();
        for (Route route : source.routes()) {
            RouteMatch match = route.match();
            if (match.meshOnly() || !match.gateways().isEmpty() && !match.gateways().contains(gateway.name())) {
                continue;
            }
            entries.addAll(route.action() instanceof RouteAction.Delegate delegate
                    ? delegated(route, delegate, cluster, clusterDomain)
                    : List.of(new Entry(source.ref(), route, Optional.empty())));
            if (match.catchAll()) {
                break;
            }
        }
        gateway.hosts(source.ref().namespace()).stream()
                .flatMap(host -> source.hosts().stream().flatMap(wanted -> Hosts.common(wanted, host).stream()))
                .distinct()
                .forEach(host -> hosts.computeIfAbsent(host, _ -> new ArrayList<>()).addAll(entries));
    }

    private static List<Entry> delegated(
            Route root, RouteAction.Delegate delegate, ClusterObjects cluster, String clusterDomain) {
        return cluster.find(GroupKind.VIRTUAL_SERVICE, delegate.namespace(), delegate.name())
                .map(object -> VirtualServiceReader.read(object, clusterDomain))
                .map(source -> source.routes().stream()
                        .map(route -> new Entry(source.ref(), route, Optional.of(root)))
                        .toList())
                .orElse(List.of());
    }

    /** The hosts that this request's is taken for; empty if there are no routes for it. */
    public Optional<String> host(ArrivedRequest request) {
        return Hosts.mostSpecific(hosts.keySet(), Hosts.withoutPort(request.host()));
    }

    /** The first that takes the request. */
    public Optional<Entry> find(String host, ArrivedRequest request) {
        List<Entry> all = hosts.getOrDefault(host, List.of());
        return Stream.concat(
                        all.stream().filter(entry -> !entry.catchAll()), all.stream().filter(Entry::catchAll))
                .filter(entry -> entry.matches(request, server))
                .findFirst();
    }
}
