package io.sallyport.core.policy.proof;

import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.TextPattern;
import io.sallyport.core.policy.TextPatterns;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Outcome;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.TextValues;
import java.util.List;
import java.util.Optional;

/** Kubeflow lets everybody use the paths of its sign-in, at every host, those of models included. */
public final class SignInPaths {
    private SignInPaths() {}

    /**
     * A request to such a path that gets in without a token, where people do not sign in. Without require-jwt there is
     * nothing to get around, so that is none; nor is there one where policies are too complex to find it.
     *
     * @param policies every AuthorizationPolicy of the gateway's namespace
     */
    public static Optional<Counterexample> open(
            List<AuthorizationPolicy> policies, GatewayWorkload gateway, ExposureSettings settings) {
        boolean locked = policies.stream()
                .anyMatch(policy -> policy.ref().name().equals(settings.policies().requireJwt())
                        && gateway.podLabels().stream().anyMatch(policy::denies));
        Box asked = elsewhere(settings.gateway().signIn());
        return locked
                        && Budget.OF_A_JUDGEMENT.prove("spec", proof -> Coverage.of(policies, gateway, asked, proof))
                                instanceof Outcome.Proven<Verdict>(Verdict.Open(var request), _)
                ? Optional.of(request)
                : Optional.empty();
    }

    /** The paths that such values match, with whatever Envoy. */
    public static Language language(List<String> paths) {
        return new TextPatterns(paths.stream().map(TextPattern::ofPath).toList(), false).language(EnvoyVersion.BEFORE_1_34_1);
    }

    private static Box elsewhere(ExposureSettings.SignIn signIn) {
        var paths = new TextPatterns(signIn.paths().stream().map(TextPattern::ofPath).toList(), false);
        var hosts = new TextPatterns(signIn.authorities().stream().map(TextPattern::ofHost).toList(), true);
        return Box.ALL
                .and(Attribute.PATH, new TextValues(paths.language(EnvoyVersion.SINCE_1_34_1)))
                .and(Attribute.HOST, TextValues.except(List.copyOf(hosts.sets(EnvoyVersion.SINCE_1_34_1))));
    }
}
