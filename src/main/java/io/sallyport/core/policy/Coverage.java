package io.sallyport.core.policy;

import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.policy.space.TooComplexException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whether DENY policies deny what they should, for every Pod of the gateway. */
public final class Coverage {
    private Coverage() {}

    /** Whether these policies together deny each request without a principal that is asked about. */
    public static Verdict of(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked) {
        return forEveryPod(gateway, labels -> {
            Region region = new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners()).and(asked)));
            List<Clause> clauses =
                    policies.stream().flatMap(policy -> policy.denying(labels).stream()).toList();
            return region.minus(AuthorizationPolicy.region(clauses, Reading.SURELY_DENIED));
        });
    }

    /** Whether each request without a principal that {@code before} denies is denied by {@code after} as well. */
    public static Verdict kept(
            AuthorizationPolicy before, AuthorizationPolicy after, GatewayWorkload gateway, Box asked) {
        return forEveryPod(gateway, labels -> {
            List<Clause> now = after.denying(labels);
            // What stands unchanged denies what it denied, however it is read.
            List<Clause> changed =
                    before.denying(labels).stream().filter(clause -> now.stream().noneMatch(clause::sameAs)).toList();
            return AuthorizationPolicy.region(changed, Reading.POSSIBLY_DENIED)
                    .and(RequestUniverse.arrivingAt(gateway.listeners()).and(asked))
                    .minus(AuthorizationPolicy.region(now, Reading.SURELY_DENIED));
        });
    }

    private static Verdict forEveryPod(
            GatewayWorkload gateway, Function<Map<String, String>, Region> open) {
        try {
            for (Map<String, String> labels : gateway.podLabels()) {
                var counterexample = CounterexampleFinder.in(open.apply(labels));
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
