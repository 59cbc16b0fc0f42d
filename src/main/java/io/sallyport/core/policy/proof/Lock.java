package io.sallyport.core.policy.proof;

import io.sallyport.core.policy.AuthorizationPolicy;
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
        Box asked = AskedRequests.under(prefix);
        List<AuthorizationPolicy> denying = policies.stream()
                .filter(policy -> gateway.podLabels().stream()
                        .anyMatch(labels -> !policy.denying(labels).isEmpty()))
                .toList();
        return switch (Coverage.of(denying, gateway, asked)) {
            case Verdict.Covered() -> new Holds(names(sufficient(denying, gateway, asked)));
            case Verdict.Open(var request) ->
                new Open("no enforced DENY policy of the gateway keeps out " + request);
            case Verdict.Unproven(var reason) ->
                new Open("the DENY policies of the gateway are too complex to be sure of them: " + reason);
        };
    }

    private static List<AuthorizationPolicy> sufficient(
            List<AuthorizationPolicy> policies, GatewayWorkload gateway, Box asked) {
        List<AuthorizationPolicy> alone = policies.stream()
                .filter(policy -> Coverage.of(List.of(policy), gateway, asked) instanceof Verdict.Covered)
                .toList();
        return alone.isEmpty() ? policies : alone;
    }

    private static List<String> names(List<AuthorizationPolicy> policies) {
        return policies.stream().map(policy -> policy.ref().name()).sorted().toList();
    }
}
