package io.sallyport.core.doctor;

import io.sallyport.core.explain.Explanation;
import io.sallyport.core.explain.SentRequest;
import io.sallyport.core.explain.Step;
import io.sallyport.core.explain.Walk;
import io.sallyport.core.guard.GatewayRoutes;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.OpenPaths;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.route.match.RouteAction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a request without a token reaches now. Each route of the gateway is asked for a request that no policy
 * denies, and no sign-in takes; what is found is walked through the gateway, so that a route which another one hides is not
 * reported for a request that it never sees.
 */
public final class TokenlessReach {
    private static final int MOST_TRIES = 12;

    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final Instant now;
    private final GatewayWorkload gateway;
    private final List<AuthorizationPolicy> closing;

    /** @param now when the requests are sent */
    public TokenlessReach(ClusterObjects cluster, ExposureSettings settings, Instant now) {
        this.cluster = cluster;
        this.settings = settings;
        this.now = now;
        this.gateway = GuardedGateway.workload(cluster, settings);
        List<String> namespaces = List.of(settings.gateway().namespace(), GuardedGateway.rootNamespace(cluster, settings));
        this.closing = cluster.of(GroupKind.AUTHORIZATION_POLICY).stream()
                .filter(object -> namespaces.contains(object.at("/metadata/namespace").asText()))
                .map(AuthorizationPolicy::from)
                .flatMap(policy -> closing(policy).stream())
                .toList();
    }

    /** Whoever has no session ends at the sign-in page, where a CUSTOM policy asks for one. */
    private static Optional<AuthorizationPolicy> closing(AuthorizationPolicy policy) {
        return switch (policy.action()) {
            case "DENY" -> Optional.of(policy);
            case "CUSTOM" -> Optional.of(new AuthorizationPolicy(
                    policy.ref(), "DENY", policy.selector(), policy.targeted(), policy.enforced(), "", policy.rules()));
            default -> Optional.empty();
        };
    }

    /**
     * One for each route that takes such a request.
     *
     * @param paths those that are asked about
     */
    public List<Reached> of(Language paths) {
        List<GatewayRoutes.Way> ways = new GatewayRoutes(cluster, settings).taking(open().and(paths));
        return ways.stream()
                // A claim comes out of a token.
                .filter(way -> !way.route().match().asksForClaims())
                .flatMap(way -> way.unapproved()
                        .flatMap(requests -> reached(way, requests, false, ways))
                        .or(() -> reached(way, way.requests(), true, ways))
                        .stream())
                .toList();
    }

    /** A request that another route takes first says nothing of this one; the next one is none of that one's paths. */
    private Optional<Reached> reached(GatewayRoutes.Way way, Box asked, boolean approved, List<GatewayRoutes.Way> ways) {
        Box left = asked;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            Box now = left;
            switch (Budget.OF_A_JUDGEMENT.prove("spec", proof -> Coverage.of(closing, gateway, now, proof))) {
                case Outcome.Proven<Verdict>(Verdict.Covered(), _) -> {
                    return Optional.empty();
                }
                case Outcome.Unproven<Verdict> _ -> {
                    return Optional.of(reached(way, Optional.empty(), receivers(way.route().action()), false));
                }
                case Outcome.Proven<Verdict>(Verdict.Open(Counterexample request), _) -> {
                    Optional<Explanation> walk = answered(request);
                    if (walk.isEmpty() || isOf(way, walk.get().decided())) {
                        return walk.map(found -> reached(way, Optional.of(request), to(found), approved));
                    }
                    Step decided = walk.get().decided();
                    Language taken = ways.stream()
                            .filter(other -> isOf(other, decided))
                            .map(other -> other.route().match().path().language())
                            .reduce(Language.NOTHING, Language::or);
                    left = left.and(Attribute.PATH, new TextValues(Language.EVERYTHING.minus(taken)));
                }
            }
        }
        return Optional.of(reached(way, Optional.empty(), receivers(way.route().action()), false));
    }

    /** Every path where that is too hard to tell. */
    private Language open() {
        return Budget.OF_A_JUDGEMENT.prove("spec", proof -> OpenPaths.of(closing, gateway, proof))
                        instanceof Outcome.Proven<Language>(Language open, _)
                ? open
                : Language.EVERYTHING;
    }

    private static Reached reached(GatewayRoutes.Way way, Optional<Counterexample> request, List<String> to, boolean approved) {
        return new Reached(request, way.from(), way.route().path(), to, approved);
    }

    private static boolean isOf(GatewayRoutes.Way way, Step decided) {
        return decided.by().filter(way.from()::sameObject).isPresent() && decided.field().equals(way.route().path());
    }

    private static List<String> to(Explanation walk) {
        return walk.route().map(Explanation.Destination::to).orElse(List.of());
    }

    /** Where it goes over HTTP or TLS, if it goes on or is answered with what was asked for. */
    private Optional<Explanation> answered(Counterexample request) {
        return walks(request).stream()
                .filter(walk -> walk.decision().equals(Explanation.ROUTED) || walk.decision().startsWith("2"))
                .findFirst();
    }

    private List<Explanation> walks(Counterexample request) {
        List<Explanation> walks = new ArrayList<>();
        for (String scheme : List.of("http", "https")) {
            walks.add(Walk.of(
                    new SentRequest(
                            request.method(),
                            scheme,
                            request.path(),
                            request.host().orElse("gateway.example"),
                            scheme.equals("https") ? 443 : 80,
                            request.headers(),
                            Optional.empty(),
                            _ -> false),
                    cluster,
                    settings,
                    now));
        }
        return walks;
    }

    private static List<String> receivers(RouteAction action) {
        return action instanceof RouteAction.Forward forward
                ? forward.receivers().map(RouteAction.Backend::toString).toList()
                : List.of();
    }
}
