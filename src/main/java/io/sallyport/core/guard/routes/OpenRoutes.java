package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
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
import java.util.function.Function;

/** The routes of one object that come to the gateway's Pods, each with the paths that are left to it. */
public final class OpenRoutes {
    /** @param paths those that matter, without what an entry of the same object takes before it, for sure */
    public record Entry(Route route, Language paths) {
        /** The requests for one of these hosts that it takes, of these paths only. */
        public Box requests(List<String> hosts, Language among) {
            return route.match().box(among).and(Attribute.HOST, new TextValues(Hosts.language(hosts)));
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
    public List<Entry> of(RouteSource source, Function<String, Proof> at) {
        if (!has(source) || none(source, at.apply("spec"))) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        List<Language> taken = new ArrayList<>();
        for (Route route : source.routes()) {
            List<String> gateways = route.match().gateways();
            if (route.match().meshOnly() || !gateways.isEmpty() && gateways.stream().noneMatch(this::served)) {
                continue;
            }
            Proof here = at.apply(route.path());
            Language mattering = route.match().path().language().and(matter);
            if (here.isEmpty(mattering)) {
                continue;
            }
            here.charge(taken.size());
            Language paths = taken.isEmpty() ? mattering : mattering.minus(Language.union(taken));
            if (here.isEmpty(paths)) {
                continue;
            }
            entries.add(new Entry(route, paths));
            if (route.match().pathOnly()
                    && route.match().path().sure()
                    && gateways.isEmpty()
                    && !(route.action() instanceof RouteAction.Delegate)
                    && !route.match().catchAll()) {
                taken.add(here.built(mattering));
            }
        }
        return entries;
    }

    /** Thousands of routes that take nothing of it are told at once, as they are in honest objects. */
    private boolean none(RouteSource source, Proof proof) {
        return proof.isEmpty(Language.union(source.routes().stream()
                        .map(route -> route.match().path().language())
                        .toList())
                .and(matter));
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
