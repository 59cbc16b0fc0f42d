package io.sallyport.core.companion.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.Rehearsal;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code callers.allow} takes from the owners of models, at admission and for the controller, which ask the same reader. */
class LimitedCallersTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ExposureSettings LIMITED = settings("""
            tokens: {issuers: [{name: ci, issuer: "https://ci.example.com", audiences: [models], claims: {subject: sub}}]}
            callers:
              allow:
              - {namespaces: [team-a, research-*], callers: [ci]}
              - {namespaces: ["*"], callers: [accounts]}
              - {namespaces: [open], callers: ["*"]}
            """);

    @Test
    void admissionNamesEveryEntryThatTheAdminDoesNotAllow() throws IOException {
        assertThat(refused("team-b", "team-b/*, team-c/scorer, *, ci:subject/main")).containsExactly("\"*\"", "\"ci:subject/main\"");
        assertThat(refused("team-a", "*, ci:subject/main")).containsExactly("\"*\"");
        assertThat(refused("research-7", "ci:subject/main, team-c/*")).isEmpty();
        assertThat(refused("open", "*, ci:subject/main")).containsExactly("\"ci:subject/main\"");
    }

    @Test
    void theControllerClosesWhatAnAdminAllowsNoMore() throws IOException {
        Model model = Model.from(model("team-b", "*"), DeploymentMode.STANDARD);

        assertThat(Exposure.of(model, ExposureSettings.DEFAULTS, NOW)).isInstanceOf(Exposure.Asked.class);
        assertThat(Exposure.of(model, LIMITED, NOW)).isInstanceOf(Exposure.Refused.class);
    }

    @Test
    void aNamespaceThatNoEntryNamesHasItsOwnAccountsAlone() throws IOException {
        ExposureSettings others = settings("callers: {allow: [{namespaces: [team-a], callers: ['*', accounts, members]}]}");

        assertThat(Exposure.of(Model.from(model("team-b", "team-b/*, team-b/scorer"), DeploymentMode.STANDARD), others, NOW))
                .isInstanceOf(Exposure.Asked.class);
        assertThat(Exposure.of(Model.from(model("team-b", "team-a/*"), DeploymentMode.STANDARD), others, NOW))
                .isInstanceOf(Exposure.Refused.class);
    }

    /** The entries that are refused, as the refusal quotes them. */
    private static List<String> refused(String namespace, String callers) throws IOException {
        AdmissionDecision decision = new Rehearsal(LIMITED)
                .write(model(namespace, callers), Surroundings.ofManifests(ClusterObjects.of(List.of())), NOW)
                .decision();
        return decision instanceof AdmissionDecision.Denied(List<Fault> faults)
                ? faults.stream().map(fault -> fault.toString().replaceFirst(".*has the entry (\"[^\"]*\").*", "$1")).toList()
                : List.of();
    }

    private static JsonNode model(String namespace, String callers) throws IOException {
        return YamlText.read("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: iris
                  namespace: %s
                  labels: {expose-external: 'true'}
                  annotations: {sallyport.io/callers: '%s', serving.kserve.io/deploymentMode: Standard}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """.formatted(namespace, callers)).getFirst();
    }

    private static ExposureSettings settings(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings.exposure();
            case SettingsFile.Reading.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }
}
