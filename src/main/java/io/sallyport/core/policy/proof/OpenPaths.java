package io.sallyport.core.policy.proof;

import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Clause;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.RequestUniverse;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.policy.space.TooComplexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which paths policies leave open, so that nothing is proven of routes that take none of them. */
public final class OpenPaths {
    private OpenPaths() {}

    /** The path of each request without a principal that some Pod lets in; every path where that is too hard to tell. */
    public static Language of(List<AuthorizationPolicy> policies, GatewayWorkload gateway) {
        try {
            List<Language> open = new ArrayList<>();
            for (Map<String, String> labels : gateway.podLabels()) {
                List<Clause> clauses =
                        policies.stream().flatMap(policy -> policy.denying(labels).stream()).toList();
                for (EnvoyVersion envoy : EnvoyVersion.values()) {
                    new Region(List.of(RequestUniverse.arrivingAt(gateway.listeners())))
                            .minus(AuthorizationPolicy.region(clauses, envoy))
                            .boxes()
                            .forEach(box -> open.add(
                                    box.bound(Attribute.PATH).map(paths -> ((TextValues) paths).language()).orElse(Language.EVERYTHING)));
                }
            }
            return Language.union(open);
        } catch (TooComplexException e) {
            return Language.EVERYTHING;
        }
    }
}
