package io.sallyport.core.policy.proof;

import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Clause;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.RequestUniverse;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.policy.space.TextValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which paths policies leave open, so that nothing is proven of routes that take none of them. */
public final class OpenPaths {
    private OpenPaths() {}

    /** The path of each request without a principal that some Pod lets in; every path where that is too hard to tell. */
    public static Language of(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Proof proof) {
        List<AuthorizationPolicy> ordered = Coverage.ordered(policies);
        return proof.ifAffordable(0.5, part -> proof.built(open(ordered, gateway, part))).orElse(Language.EVERYTHING);
    }

    private static Language open(List<AuthorizationPolicy> policies, GatewayWorkload gateway, Proof proof) {
        List<Language> open = new ArrayList<>();
        Set<List<Boolean>> seen = new HashSet<>();
        for (Map<String, String> labels : gateway.podLabels()) {
            proof.charge(policies.size());
            if (seen.add(policies.stream().map(policy -> policy.denies(labels)).toList())) {
                List<Clause> clauses = policies.stream()
                        .flatMap(policy -> policy.denying(labels, proof).stream())
                        .toList();
                for (EnvoyVersion envoy : EnvoyVersion.values()) {
                    new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners())))
                            .minus(AuthorizationPolicy.region(clauses, envoy, proof), proof)
                            .boxes()
                            .forEach(box -> open.add(box.bound(Attribute.PATH)
                                    .map(paths -> ((TextValues) paths).language(proof))
                                    .orElse(Language.EVERYTHING)));
                }
            }
        }
        return Language.union(open);
    }
}
