package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.gateway.GatewayMembership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteAction.Backend;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the protected policies leave open to everybody may be routed to what signs people in, and to nobody else. */
final class ExemptRoutes {
    private static final Pattern KNATIVE_GATEWAY = Pattern.compile("(knative|cluster)-local-gateway\\..*");

    private final ExposureSettings settings;
    private final GatewayWorkload gateway;
    private final List<AuthorizationPolicy> policies;
    private final boolean locked;
    private final SignInBackends signIn;

    ExemptRoutes(ClusterObjects cluster, ExposureSettings settings) {
        this.settings = settings;
        this.gateway = GuardedGateway.workload(cluster, settings);
        this.policies = new GatewayMembership(settings, cluster).protecting().stream()
                .map(AuthorizationPolicy::from)
                .filter(policy -> policy.enforced() && gateway.podLabels().stream().anyMatch(policy::selects))
                .toList();
        // Without Kubeflow's policy everything is open already, and no route opens more.
        this.locked = policies.stream()
                .anyMatch(policy -> policy.ref().name().equals(settings.policies().requireJwt()));
        this.signIn = new SignInBackends(cluster, settings);
    }

    /** The first request without a token that the entry takes to somebody else. */
    Optional<Fault> fault(RouteSource source, String host, OpenRoutes.Entry entry) {
        RouteAction action = entry.route().action();
        List<Backend> strangers = strangers(action).toList();
        boolean delegates = action instanceof RouteAction.Delegate;
        // A catch-all for every host goes last, behind the routes of what signs in: Kubeflow's dashboard is one.
        boolean behind = host.equals(Hosts.ANY) && entry.route().match().catchAll() && !delegates;
        if (!locked || behind || strangers.isEmpty() && !delegates
                || entry.route().match().asksForClaims()
                || isOfKServe(source, strangers)) {
            return Optional.empty();
        }
        String to = delegates ? "whatever it delegates to" : strangers.getFirst().toString();
        return switch (Coverage.of(policies, gateway, entry.requests(host))) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    entry.route().path(),
                    "would take to " + to + ", without a token, " + request,
                    "match other paths than those that " + settings.policies().requireJwt()
                            + " exempts, or answer them before with a directResponse of 403",
                    Optional.of(request)));
            case Verdict.Unproven(String reason) -> Optional.of(new Fault(
                    entry.route().path(),
                    "makes it too hard to prove that nothing gets to " + to + " without a token (" + reason + ")",
                    "write it with fewer or plainer patterns"));
        };
    }

    private Stream<Backend> strangers(RouteAction action) {
        return action instanceof RouteAction.Forward forward
                ? forward.receivers().filter(backend -> !signIn.contain(backend.host()))
                : Stream.empty();
    }

    /**
     * KServe's and Knative's own routes, which every tenant gets with an InferenceService, take all paths of their own
     * hosts, those too that Kubeflow exempts: a hole that is in Kubeflow as shipped, which {@code explain} shows. It is
     * theirs only for hosts of their own and for Services of their namespace.
     */
    private boolean isOfKServe(RouteSource source, List<Backend> strangers) {
        String home = "." + source.ref().namespace() + ".svc." + settings.clusterDomain();
        return (source.owner().equals("serving.kserve.io") || source.owner().endsWith(".knative.dev"))
                && !source.hosts().contains(Hosts.ANY)
                && OpenRoutes.ownHosts(settings).stream()
                        .noneMatch(own -> source.hosts().stream().anyMatch(host -> Hosts.covers(host, own)))
                && strangers.stream().allMatch(backend -> backend.host().endsWith(home)
                        || backend.host().equals(settings.kserve().knativeGateway())
                        || KNATIVE_GATEWAY.matcher(backend.host()).matches());
    }
}
