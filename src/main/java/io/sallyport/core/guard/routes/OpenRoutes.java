package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The routes of one object that come to the gateway's Pods, each with the paths that are left to it. */
public final class OpenRoutes {
    /** @param paths those that matter, without what an entry of the same object takes before it, for sure */
    public record Entry(Route route, Language paths) {
        /** The requests for one of these hosts that it takes, of these paths only. */
        public Box requests(List<String> hosts, Language among) {
            Language names = Language.union(hosts.stream().map(Hosts::language).toList());
            return route.match().box(among).and(Attribute.HOST, new TextValues(names));
        }
    }

    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final List<Map<String, String>> pods;
    private final Language matter;

    /** @param matter the paths that anything is asked about */
    public OpenRoutes(ClusterObjects cluster, ExposureSettings settings, Language matter) {
        this.cluster = cluster;
        this.settings = settings;
        this.matter = matter;
        this.pods = GuardedGateway.workload(cluster, settings).podLabels();
    }

    /** Those that take a path that matters; none if the object brings no routes to the gateway. */
    public List<Entry> of(RouteSource source) {
        if (!has(source)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        Language taken = Language.NOTHING;
        for (Route route : source.routes()) {
            List<String> gateways = route.match().gateways();
            if (route.match().meshOnly() || !gateways.isEmpty() && gateways.stream().noneMatch(this::served)) {
                continue;
            }
            Language mattering = route.match().path().language().and(matter);
            if (mattering.isEmpty()) {
                continue;
            }
            Language paths = taken == Language.NOTHING ? mattering : mattering.minus(taken);
            if (paths.isEmpty()) {
                continue;
            }
            entries.add(new Entry(route, paths));
            if (route.match().pathOnly()
                    && route.match().path().sure()
                    && gateways.isEmpty()
                    && !(route.action() instanceof RouteAction.Delegate)
                    && !route.match().catchAll()) {
                taken = taken.or(mattering);
            }
        }
        return entries;
    }

    /** Whether the gateway may get routes from it. */
    boolean has(RouteSource source) {
        // Without hosts and gateways it is the part that others delegate to; who does is not always known.
        boolean delegate = source.gateways().isEmpty() && source.hosts().isEmpty();
        return (delegate || reaches(source)) && source.visibleIn(settings.gateway().namespace());
    }

    /** Whether the object names a Gateway of the Pods, and is seen there. */
    boolean reaches(RouteSource source) {
        return source.visibleIn(settings.gateway().namespace()) && source.gateways().stream().anyMatch(this::served);
    }

    private boolean served(String gateway) {
        return GatewayServers.serves(gateway, cluster, pods, service(settings));
    }

    static String service(ExposureSettings settings) {
        return settings.gateway().service() + "." + settings.gateway().namespace() + ".svc." + settings.clusterDomain();
    }

    public static List<String> hosts(RouteSource source) {
        return source.hosts().isEmpty() ? List.of(Hosts.ANY) : source.hosts();
    }

    /** Hosts by which people sign in and call models: that of the URL, or the names of the gateway's Service. */
    static Set<String> ownHosts(ExposureSettings settings) {
        Set<String> hosts = new TreeSet<>();
        settings.gateway().signIn().hosts().forEach(host -> hosts.add(Hosts.withoutPort(host)));
        if (settings.url().isPresent()) {
            Optional.ofNullable(URI.create(settings.url().get()).getHost())
                    .ifPresent(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        } else {
            String service = settings.gateway().service() + "." + settings.gateway().namespace();
            hosts.addAll(List.of(service, service + ".svc", service + ".svc." + settings.clusterDomain()));
        }
        return hosts;
    }
}
