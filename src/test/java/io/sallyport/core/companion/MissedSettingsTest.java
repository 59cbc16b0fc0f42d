package io.sallyport.core.companion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.GatewayReconciliation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MissedSettingsTest {
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: kubeflow-gateway, namespace: kubeflow}
            spec: {selector: {istio: ingressgateway}}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: gateway-1, namespace: istio-system, labels: {app: istio-ingressgateway, istio: ingressgateway}}
            status: {phase: Running}
            """;

    @Test
    void settingsThatFitMissNothing() throws IOException {
        assertThat(missed("", GATEWAY, POD)).isEmpty();
        assertThat(missed("tokens: {issuer: 'https://kubernetes'}", GATEWAY, POD)).isEmpty();
        assertThat(missed("tokens: {issuer: 'https://other', jwksUri: 'https://other/keys'}", GATEWAY, POD)).isEmpty();
    }

    @Test
    void aGatewayThatIsScaledToNoneIsNoMistake() throws IOException {
        assertThat(missed("", GATEWAY)).isEmpty();
    }

    @Test
    void aGatewayThatIsNotThereIsNamed() throws IOException {
        assertThat(missed("gateway: {name: kubeflow/nope}", GATEWAY, POD)).singleElement().asString()
                .isEqualTo("settings.gateway.name: there is no Gateway kubeflow/nope");
    }

    @Test
    void aSelectorThatMatchesOtherPodsThanTheGatewaysIsNamed() throws IOException {
        assertThat(missed("gateway: {selector: {app: nope}}", GATEWAY, POD)).singleElement().asString()
                .startsWith("settings.gateway.selector: {app=nope} matches no Pod in istio-system");
    }

    @Test
    void anIssuerThatTheApiServerIsNotIsNamed() throws IOException {
        assertThat(missed("tokens: {issuer: 'https://typo'}", GATEWAY, POD)).singleElement().asString()
                .isEqualTo("settings.tokens.issuer: the API server makes tokens of https://kubernetes, not of https://typo");
    }

    @Test
    void whatLockedBeforeStaysWhereItIs() throws IOException {
        List<JsonNode> locks = GatewayReconciliation.changes(observed("", GATEWAY, POD), List.of(), List.of(), settings("")).stream()
                .map(change -> ((Change.Apply) change).object())
                .toList();
        assertThat(locks).isNotEmpty();

        for (String typo : List.of("gateway: {selector: {app: nope}}", "gateway: {name: kubeflow/nope}", "tokens: {issuer: 'https://typo'}")) {
            ObservedGateway then = observed(typo, Stream.concat(objects(GATEWAY, POD).stream(), locks.stream()).toList());

            assertThat(GatewayReconciliation.changes(then, List.of(), List.of(), settings(typo)))
                    .as(typo)
                    .noneMatch(change -> locks.stream().anyMatch(lock -> ObjectRef.of(lock).sameObject(change.ref())));
        }
    }

    @Test
    void aPolicyThatIsNamedAndNotThereExposesNothingMoreAndOursIsKept() throws IOException {
        String typo = "policies: {requireJwt: typo-jwt}";
        JsonNode guard = new GatewayCompanions(settings(typo)).guard();
        ObservedGateway gateway = observed(typo, Stream.concat(objects(GATEWAY, POD).stream(), Stream.of(guard)).toList());

        assertThat(gateway.state(settings(typo)).missed()).singleElement().asString()
                .startsWith("settings.policies.requireJwt: there is no AuthorizationPolicy istio-system/typo-jwt");
        assertThat(GatewayReconciliation.changes(observed(typo, GATEWAY, POD), List.of(), List.of(), settings(typo)))
                .anyMatch(change -> change.ref().name().equals(GatewayCompanions.GUARD));
        assertThat(gateway.state(settings("")).missed()).as("Kubeflow's name, before Kubeflow had the policy").isEmpty();
    }

    private static List<String> missed(String settings, String... manifests) throws IOException {
        return observed(settings, manifests).missed();
    }

    private static ObservedGateway observed(String settings, String... manifests) throws IOException {
        return observed(settings, objects(manifests));
    }

    private static ObservedGateway observed(String settings, List<JsonNode> objects) {
        return ObservedGateway.of(
                ClusterObjects.of(objects), settings(settings), "istio-system", Optional.of("https://kubernetes"), "{\"keys\": []}");
    }

    private static List<JsonNode> objects(String... manifests) throws IOException {
        return YamlText.read(String.join("---\n", manifests));
    }

    private static ExposureSettings settings(String yaml) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }
}
