package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Clause;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.RequestUniverse;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.policy.space.TooComplexException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Whether DENY policies deny what they should, for every Pod of the gateway. */
public final class Coverage {
    private static final String OLDER = "with an Envoy before 1.34.1";

    private Coverage() {}

    /** Whether these policies together deny each request without a principal that is asked about. */
    public static Verdict of(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked) {
        return forEveryPod(gateway, labels -> {
            Region region = new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners()).and(asked)));
            List<Clause> clauses =
                    policies.stream().flatMap(policy -> policy.denying(labels).stream()).toList();
            return opened(gateway, _ -> region, versions(clauses), clauses);
        });
    }

    /** Whether each request without a principal that {@code before} denies is denied by {@code after} as well. */
    public static Verdict kept(
            AuthorizationPolicy before, AuthorizationPolicy after, GatewayWorkload gateway, Box asked) {
        return forEveryPod(gateway, labels -> {
            List<Clause> now = after.denying(labels);
            // What stands unchanged denies what it denied.
            List<Clause> changed =
                    before.denying(labels).stream().filter(clause -> now.stream().noneMatch(clause::sameAs)).toList();
            Box arriving = RequestUniverse.arrivingAt(gateway.listeners()).and(asked);
            List<Clause> all = Stream.concat(changed.stream(), now.stream()).toList();
            return opened(
                    gateway, envoy -> AuthorizationPolicy.region(changed, envoy).and(arriving), versions(all), now);
        });
    }

    /** A request that these clauses do not deny, with the newest Envoy where there is one. */
    private static Optional<Counterexample> opened(
            GatewayWorkload gateway,
            Function<EnvoyVersion, Region> asked,
            List<EnvoyVersion> versions,
            List<Clause> denying) {
        for (EnvoyVersion envoy : versions) {
            var request = CounterexampleFinder.in(
                    asked.apply(envoy).minus(AuthorizationPolicy.region(denying, envoy)), gateway.listeners());
            if (request.isPresent()) {
                return envoy == EnvoyVersion.BEFORE_1_34_1 ? request.map(found -> found.assuming(OLDER)) : request;
            }
        }
        return Optional.empty();
    }

    /** Those that have to be told apart, the newest first. */
    private static List<EnvoyVersion> versions(List<Clause> clauses) {
        return clauses.stream().anyMatch(Clause::hasTemplate)
                ? List.of(EnvoyVersion.values())
                : List.of(EnvoyVersion.SINCE_1_34_1);
    }

    private static Verdict forEveryPod(
            GatewayWorkload gateway, Function<Map<String, String>, Optional<Counterexample>> open) {
        try {
            for (Map<String, String> labels : gateway.podLabels()) {
                var counterexample = open.apply(labels);
                if (counterexample.isPresent()) {
                    return new Verdict.Open(counterexample.get());
                }
            }
            return new Verdict.Covered();
        } catch (TooComplexException e) {
            return new Verdict.Unproven(e.getMessage());
        }
    }
}
