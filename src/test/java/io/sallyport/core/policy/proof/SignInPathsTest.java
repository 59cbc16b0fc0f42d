package io.sallyport.core.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignInPathsTest {
    private static final GatewayWorkload GATEWAY = new GatewayWorkload(List.of(Map.of("app", "istio-ingressgateway")));

    @Test
    void areOpenAtEveryHostAsKubeflowShipsThem() throws IOException {
        assertThat(open(ExposureSettings.DEFAULTS, requireJwt("[/dex/*, /oauth2/*]")).map(Counterexample::path))
                .hasValue("/dex/");
    }

    @Test
    void areClosedElsewhereByTheSeal() throws IOException {
        ExposureSettings known = settings("gateway: {signInHosts: [kubeflow.example.com]}");
        var seal = AuthorizationPolicy.from(new GatewayCompanions(known).seal().orElseThrow());

        assertThat(open(known, requireJwt("[/dex/*, /oauth2/*]"))).isPresent();
        assertThat(open(known, requireJwt("[/dex/*, /oauth2/*]"), seal)).isEmpty();
    }

    @Test
    void areNoHoleWhereNothingIsExemptOrNothingIsLocked() throws IOException {
        assertThat(open(ExposureSettings.DEFAULTS, requireJwt("[/healthz]"))).isEmpty();
        assertThat(open(ExposureSettings.DEFAULTS)).isEmpty();
    }

    private static Optional<Counterexample> open(ExposureSettings settings, AuthorizationPolicy... policies) {
        return SignInPaths.open(List.of(policies), GATEWAY, settings);
    }

    private static AuthorizationPolicy requireJwt(String notPaths) throws IOException {
        return AuthorizationPolicy.from(YamlText.read("""
                apiVersion: security.istio.io/v1
                kind: AuthorizationPolicy
                metadata: {name: istio-ingressgateway-require-jwt, namespace: istio-system}
                spec:
                  action: DENY
                  rules: [{from: [{source: {notRequestPrincipals: ['*']}}], to: [{operation: {notPaths: %s}}]}]
                """.formatted(notPaths)).getFirst());
    }

    private static ExposureSettings settings(String yaml) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }
}
