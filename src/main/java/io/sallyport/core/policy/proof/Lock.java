package io.sallyport.core.policy.proof;

import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Box;
import java.util.List;

/** Whether requests without a principal are denied under the prefix, whatever else they say. */
public sealed interface Lock {

    /** Every gateway Pod denies them; {@code by} names policies that each suffice, or all that do it together. */
    record Holds(List<String> by) implements Lock {}

    /** Some request may get through; {@code reason} says why, for people. */
    record Open(String reason) implements Lock {}

    /** @param policies every AuthorizationPolicy of the gateway's namespace */
    static Lock judge(List<AuthorizationPolicy> policies, GatewayWorkload gateway, String prefix) {
        return switch (Budget.OF_A_JUDGEMENT.prove("spec", proof -> judge(policies, gateway, prefix, proof))) {
            case Outcome.Proven<Lock>(Lock lock, _) -> lock;
            case Outcome.Unproven<Lock>(_, String reason) ->
                new Open("the DENY policies of the gateway are too complex to be sure of them: " + reason);
        };
    }

    private static Lock judge(List<AuthorizationPolicy> policies, GatewayWorkload gateway, String prefix, Proof proof) {
        Box asked = AskedRequests.under(prefix);
        List<AuthorizationPolicy> denying = policies.stream()
                .filter(policy -> gateway.podLabels().stream()
                        .anyMatch(policy::denies))
                .toList();
        return switch (Coverage.of(denying, gateway, asked, proof)) {
            case Verdict.Covered() -> new Holds(names(sufficient(denying, gateway, asked, proof)));
            case Verdict.Open(var request) ->
                new Open("no enforced DENY policy of the gateway keeps out " + request);
        };
    }

    private static List<AuthorizationPolicy> sufficient(
            List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked, Proof proof) {
        List<AuthorizationPolicy> alone = policies.stream()
                .filter(policy -> proof.ifAffordable(
                                0.5, part -> Coverage.of(List.of(policy), gateway, asked, part) instanceof Verdict.Covered)
                        .orElse(false))
                .toList();
        return alone.isEmpty() ? policies : alone;
    }

    private static List<String> names(List<AuthorizationPolicy> policies) {
        return policies.stream().map(policy -> policy.ref().name()).sorted().toList();
    }
}
