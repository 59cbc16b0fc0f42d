package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Clause;
import io.sallyport.core.policy.Condition;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.RequestUniverse;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.Region;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether DENY policies deny what they should, for every Pod of the gateway. */
public final class Coverage {
    private static final String OLDER = "with an Envoy before 1.34.1";

    private Coverage() {}

    /** Whether these policies together deny each request without a principal that is asked about. */
    public static Verdict of(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked, Proof proof) {
        return of(policies, gateway, List.of(asked), proof);
    }

    /** The same for the requests of at least one of these boxes. */
    public static Verdict of(
            List<AuthorizationPolicy> policies, GatewayWorkload gateway, List<Box> asked, Proof proof) {
        List<AuthorizationPolicy> ordered = ordered(policies);
        Region arriving = new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners()))).and(new Region(asked), proof);
        return forEveryPod(gateway, ordered, proof, labels -> {
            List<Clause> clauses =
                    ordered.stream().flatMap(policy -> policy.denying(labels, proof).stream()).toList();
            return opened(gateway, _ -> arriving, versions(clauses), clauses, proof);
        });
    }

    /** In an order of their own: two replicas need not know them in the same one, and have to come to the same answer. */
    static List<AuthorizationPolicy> ordered(List<AuthorizationPolicy> policies) {
        return policies.stream().sorted(Comparator.comparing(policy -> policy.ref().toString())).toList();
    }

    /** Whether each request without a principal that {@code before} denies is denied by {@code after} as well. */
    public static Verdict kept(
            AuthorizationPolicy before, AuthorizationPolicy after, GatewayWorkload gateway, Box asked, Proof proof) {
        Region arriving = new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners()).and(asked)));
        return forEveryPod(gateway, List.of(before, after), proof, labels -> {
            List<Clause> now = after.denying(labels, proof);
            Set<List<Condition>> known = now.stream().map(Clause::conditions).collect(Collectors.toSet());
            // What is unchanged denies what it denied.
            List<Clause> changed = before.denying(labels, proof).stream()
                    .filter(clause -> !known.contains(clause.conditions()))
                    .toList();
            List<Clause> all = Stream.concat(changed.stream(), now.stream()).toList();
            return opened(
                    gateway,
                    envoy -> AuthorizationPolicy.region(changed, envoy, proof).and(arriving, proof),
                    versions(all),
                    now,
                    proof);
        });
    }

    /** A request that these clauses do not deny, with the newest Envoy where there is one. */
    private static Optional<Counterexample> opened(
            GatewayWorkload gateway,
            Function<EnvoyVersion, Region> asked,
            List<EnvoyVersion> versions,
            List<Clause> denying,
            Proof proof) {
        for (EnvoyVersion envoy : versions) {
            Region open = asked.apply(envoy).minus(AuthorizationPolicy.region(denying, envoy, proof), proof);
            Optional<Counterexample> request = CounterexampleFinder.in(open, gateway.listeners(), proof);
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

    /** Pods that the same policies reach are one. */
    private static Verdict forEveryPod(
            GatewayWorkload gateway,
            List<AuthorizationPolicy> policies,
            Proof proof,
            Function<Map<String, String>, Optional<Counterexample>> open) {
        Set<List<Boolean>> seen = new HashSet<>();
        for (Map<String, String> labels : gateway.podLabels()) {
            proof.charge(policies.size());
            if (seen.add(policies.stream().map(policy -> policy.denies(labels)).toList())) {
                Optional<Counterexample> counterexample = open.apply(labels);
                if (counterexample.isPresent()) {
                    return new Verdict.Open(counterexample.get());
                }
            }
        }
        return new Verdict.Covered();
    }
}
