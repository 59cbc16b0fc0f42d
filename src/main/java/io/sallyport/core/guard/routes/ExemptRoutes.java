package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.gateway.GatewayMembership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.OpenPaths;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.RouteAction.Backend;
import io.sallyport.core.route.match.RouteAction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the protected policies leave open to everybody is routed by the namespaces that the settings approve, to the
 * Services that they approve for these paths, and by nobody else to anything.
 */
final class ExemptRoutes {
    private static final Pattern KNATIVE_GATEWAY = Pattern.compile("(knative|cluster)-local-gateway\\..*");
    private static final int LEAST_REFUSAL = 400;
    private static final String SETTING = "Sallyport's chart value settings.guard.signIn";

    private final ExposureSettings settings;
    private final GatewayWorkload gateway;
    private final List<AuthorizationPolicy> policies;
    private final boolean locked;
    private final SignInServers signIn;
    private final Set<String> ownHosts;

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
        this.signIn = new SignInServers(cluster, settings);
        this.ownHosts = OpenRoutes.ownHosts(settings);
    }

    /** The paths that need no token, at one host or another. */
    Language paths(Proof proof) {
        return locked ? OpenPaths.of(policies, gateway, proof) : Language.NOTHING;
    }

    /** The first request without a token that the entry takes for one of these hosts, and may not. */
    Optional<Fault> fault(RouteSource source, List<String> hosts, OpenRoutes.Entry entry, Proof proof) {
        RouteAction action = entry.route().action();
        proof.charge(hosts.size());
        List<String> judged = hosts.stream().filter(host -> isJudged(host, entry)).toList();
        if (!locked || judged.isEmpty() || entry.route().match().asksForClaims() || isOfKServe(source, entry)) {
            return Optional.empty();
        }
        Language paths = entry.paths();
        if (action instanceof RouteAction.Forward forward) {
            paths = paths.minus(signIn.paths(source.ref().namespace(), forward.receivers().toList()));
        }
        if (proof.isEmpty(paths)) {
            return Optional.empty();
        }
        return switch (Coverage.of(policies, gateway, entry.requests(judged, paths), proof)) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    entry.route().path(),
                    what(action) + ", without a token, " + request,
                    wayForward(source, entry),
                    Optional.of(request)));
        };
    }

    private boolean isJudged(String host, OpenRoutes.Entry entry) {
        RouteAction action = entry.route().action();
        boolean delegates = action instanceof RouteAction.Delegate;
        // A catch-all for every host goes last, behind the routes of what signs in: Kubeflow's dashboard is one.
        boolean behind = host.equals(Hosts.ANY) && entry.route().match().catchAll() && !delegates;
        boolean forwards = delegates || action instanceof RouteAction.Forward;
        boolean refuses = action instanceof RouteAction.Answer(int status) && status >= LEAST_REFUSAL;
        return !behind && (forwards || !isItsOwn(host) || !refuses && !entry.route().match().everyPath());
    }

    /** Where nobody signs in and nobody calls models, so that whoever has the host may refuse what he likes. */
    private boolean isItsOwn(String host) {
        return !host.equals(Hosts.ANY)
                && ownHosts.stream().noneMatch(own -> Hosts.covers(host, own));
    }

    private static String what(RouteAction action) {
        return switch (action) {
            case RouteAction.Forward forward -> "would take to "
                    + forward.receivers().map(Backend::toString).findFirst().orElse("nobody");
            case RouteAction.Delegate _ -> "would take to whatever it delegates to";
            case RouteAction.Redirect _, RouteAction.Answer _, RouteAction.Nothing _ -> "would answer";
        };
    }

    private String wayForward(RouteSource source, OpenRoutes.Entry entry) {
        String policy = settings.policies().requireJwt();
        if (entry.route().match().everyPath()) {
            return "answer what " + policy + " exempts before, with a directResponse of 403, or name the hosts where people "
                    + "sign in in the chart value settings.gateway.signInHosts";
        }
        String namespace = source.ref().namespace();
        return signIn.know(namespace)
                ? "lead it, by its full name, to a Service that " + SETTING + " approves for this path and that is no "
                        + "ExternalName, or match other paths than those that " + policy + " exempts"
                : "match other paths than those that " + policy + " exempts, or, if this is where people sign in, add "
                        + "{namespaces: [" + namespace + "], services: [" + service(entry, namespace) + "]} to " + SETTING;
    }

    /** As the setting names it. */
    private String service(OpenRoutes.Entry entry, String namespace) {
        return entry.route().action() instanceof RouteAction.Forward forward
                ? forward.receivers()
                        .flatMap(backend -> ServiceName.ofHost(backend.host(), settings.clusterDomain()).stream())
                        .map(service -> service.namespace().equals(namespace) ? service.name() : service.toString())
                        .distinct()
                        .collect(Collectors.joining(", "))
                : "";
    }

    /**
     * KServe's and Knative's own routes, which every tenant gets with an InferenceService, take all paths of their own
     * hosts, those too that Kubeflow exempts: a hole that is in Kubeflow as shipped, which the seal closes and {@code explain}
     * shows. It is theirs only for hosts of their own and for Services of their namespace, and where they name no path:
     * anybody may write such an owner.
     */
    private boolean isOfKServe(RouteSource source, OpenRoutes.Entry entry) {
        String home = "." + source.ref().namespace() + ".svc." + settings.clusterDomain();
        return (source.owner().equals("serving.kserve.io") || source.owner().endsWith(".knative.dev"))
                && entry.route().match().everyPath()
                && source.hosts().stream().allMatch(this::isItsOwn)
                && entry.route().action() instanceof RouteAction.Forward forward
                && forward.receivers().allMatch(backend -> backend.host().endsWith(home)
                        || backend.host().equals(settings.kserve().knativeGateway())
                        || KNATIVE_GATEWAY.matcher(backend.host()).matches());
    }
}
