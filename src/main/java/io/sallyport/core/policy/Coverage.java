package io.sallyport.core.policy;

import io.sallyport.core.model.Counterexample;
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
    /** Of what {@link Reading} tells apart. */
    private static final String DOUBT = "with an Envoy of another version";

    private Coverage() {}

    /** Whether these policies together deny each request without a principal that is asked about. */
    public static Verdict of(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked) {
        return forEveryPod(gateway, labels -> {
            Region region = new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners()).and(asked)));
            List<Clause> clauses =
                    policies.stream().flatMap(policy -> policy.denying(labels).stream()).toList();
            return opened(_ -> region, clauses.stream().anyMatch(Clause::isReadTwoWays), clauses);
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
            Box arriving = RequestUniverse.arrivingAt(gateway.listeners()).and(asked);
            boolean doubt = Stream.concat(changed.stream(), now.stream()).anyMatch(Clause::isReadTwoWays);
            return opened(reading -> AuthorizationPolicy.region(changed, reading).and(arriving), doubt, now);
        });
    }

    /**
     * A request that these clauses may not deny; if there is one, rather one that no version of Envoy denies, and that
     * every version denied before.
     */
    private static Optional<Counterexample> opened(
            Function<Reading, Region> asked, boolean doubt, List<Clause> denying) {
        Region may = asked.apply(Reading.POSSIBLY_DENIED)
                .minus(AuthorizationPolicy.region(denying, Reading.SURELY_DENIED));
        if (!doubt) {
            return CounterexampleFinder.in(may);
        }
        return CounterexampleFinder.in(may)
                .map(doubtful -> CounterexampleFinder.in(asked.apply(Reading.SURELY_DENIED)
                                .minus(AuthorizationPolicy.region(denying, Reading.POSSIBLY_DENIED)))
                        .orElseGet(() -> doubtful.assuming(DOUBT)));
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
