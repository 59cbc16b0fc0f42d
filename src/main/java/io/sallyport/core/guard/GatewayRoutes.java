package io.sallyport.core.guard;

import io.sallyport.core.guard.routes.OpenRoutes;
import io.sallyport.core.guard.routes.SignInServers;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import java.util.List;
import java.util.Optional;

/** The routes that come to the gateway, as the guard judges them, for whoever asks what they let in. */
public final class GatewayRoutes {
    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final SignInServers signIn;

    /**
     * One route.
     *
     * @param from       the object that it is in
     * @param requests   those that it takes
     * @param unapproved those of them for whose paths the settings do not name its servers; empty if there are none
     */
    public record Way(ObjectRef from, Route route, Box requests, Optional<Box> unapproved) {}

    public GatewayRoutes(ClusterObjects cluster, ExposureSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
        this.signIn = new SignInServers(cluster, settings);
    }

    /** Those that take some of these paths. */
    public List<Way> taking(Language paths) {
        OpenRoutes routes = new OpenRoutes(cluster, settings, paths);
        return RouteSource.KINDS.stream()
                .flatMap(kind -> cluster.of(kind).stream())
                .flatMap(object -> RouteSource.all(object, settings.clusterDomain()).stream())
                .flatMap(source -> ways(source, routes).stream())
                .toList();
    }

    private List<Way> ways(RouteSource source, OpenRoutes routes) {
        Outcome<List<Way>> outcome = Budget.OF_A_JUDGEMENT.prove("spec", proof -> routes.of(source, proof::at).stream()
                .map(entry -> way(source, entry, proof))
                .toList());
        return switch (outcome) {
            case Outcome.Proven<List<Way>>(List<Way> ways, _) -> ways;
            // What is too much to look into may take any of them.
            case Outcome.Unproven<List<Way>> _ -> source.routes().stream().map(route -> {
                Box all = route.match().box(route.match().path().language());
                return new Way(source.ref(), route, all, Optional.of(all));
            }).toList();
        };
    }

    private Way way(RouteSource source, OpenRoutes.Entry entry, Proof proof) {
        List<String> hosts = OpenRoutes.hosts(source);
        Language rest = entry.route().action() instanceof RouteAction.Forward forward
                ? entry.paths().minus(signIn.paths(source.ref().namespace(), forward.receivers().toList()))
                : entry.paths();
        return new Way(
                source.ref(),
                entry.route(),
                entry.requests(hosts, entry.paths()),
                proof.isEmpty(rest) ? Optional.empty() : Optional.of(entry.requests(hosts, rest)));
    }
}
