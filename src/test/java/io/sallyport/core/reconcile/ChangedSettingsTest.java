package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.doctor.preflight.PlannedGateway;
import io.sallyport.core.doctor.preflight.PlannedWrite;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an upgrade with another prefix, label or URL does to an exposed model, as the page on operating tells it. */
class ChangedSettingsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final MeshState IN_MESH = new MeshState(Dataplane.SIDECAR, true);
    private static final GatewayState GATEWAY = new GatewayState(
            Optional.of("https://issuer"), "{}", new Lock.Holds(List.of("sallyport-guard")), true,
            List.of("cluster.local/ns/istio-system/sa/gateway"), false, true, new Hops(List.of(), false), Set.of(), List.of());

    @Test
    void anotherPrefixMovesTheRouteInOneWrite() throws IOException {
        List<Change> changes = changes("expose-external: 'true'", "prefix: /models");

        assertThat(changes).singleElement().isInstanceOfSatisfying(Change.Replace.class, route -> {
            assertThat(route.ref().kind()).isEqualTo("VirtualService");
            assertThat(route.object().toString()).contains("/models/team-a/iris").doesNotContain("/kfserving");
        });
    }

    @Test
    void anotherPrefixMovesTheGatewaysPoliciesBeforeTheExemption() throws IOException {
        assertThat(gateway("prefix: /models")).extracting(write -> write.verb() + " " + write.ref().name()).containsExactly(
                "change sallyport-guard", "change sallyport-closed", "change sallyport-audience", "change sallyport-confine",
                "change istio-ingressgateway-oauth2-proxy");
    }

    @Test
    void anotherUrlChangesNoMoreThanWhatIsTold() throws IOException {
        List<Change> changes = changes("expose-external: 'true'", "url: https://models.example.com");

        assertThat(changes).singleElement().isInstanceOfSatisfying(Change.Apply.class, route ->
                assertThat(route.object().at("/metadata/annotations/sallyport.io~1url").asText())
                        .isEqualTo("https://models.example.com/kfserving/team-a/iris"));
        assertThat(gateway("url: https://models.example.com")).isEmpty();
    }

    @Test
    void anotherLabelClosesModelsThatHaveTheFormerOneAlone() throws IOException {
        assertThat(changes("expose-external: 'true'", "label: exposed")).hasSize(2).allMatch(Change.Delete.class::isInstance);
        assertThat(changes("expose-external: 'true', exposed: 'true'", "label: exposed")).isEmpty();
    }

    @Test
    void anotherLabelIsWhatPodsAreToldTheKeysBy() throws IOException {
        assertThat(gateway("label: exposed")).singleElement().satisfies(write -> {
            assertThat(write.ref().name()).isEqualTo("sallyport-pods");
            assertThat(write.after().orElseThrow().at("/spec/selector/matchLabels/exposed").asText()).isEqualTo("true");
        });
    }

    /** The writes for a model with these labels that was exposed by the default settings. */
    private static List<Change> changes(String labels, String settings) throws IOException {
        List<JsonNode> companions = reconciled(labels, List.of(), "").stream()
                .map(change -> ((Change.Apply) change).object())
                .toList();
        assertThat(companions).hasSize(2);
        return reconciled(labels, companions, settings);
    }

    private static List<Change> reconciled(String labels, List<JsonNode> companions, String settings) throws IOException {
        ObjectNode object = (ObjectNode) YamlText.read("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: iris, namespace: team-a, uid: 1-2-3, labels: {%s}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                status: {url: "http://iris-team-a.example.com", address: {url: "http://iris.team-a.svc.cluster.local"}}
                """.formatted(labels)).getFirst();
        return ModelReconciliation.of(
                        Model.from(object, DeploymentMode.STANDARD), GATEWAY, IN_MESH, companions, settings(settings), NOW)
                .changes();
    }

    /** The writes beside a gateway that Sallyport keeps by the default settings. */
    private static List<PlannedWrite> gateway(String settings) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/guard/_base"))) {
            for (Path file : files.sorted().toList()) {
                objects.addAll(YamlText.read(Files.readString(file)));
            }
        }
        Surroundings now = PlannedGateway.of(Surroundings.ofManifests(ClusterObjects.of(objects)), settings(""), NOW).after();
        return PlannedGateway.of(now, settings(settings), NOW).writes();
    }

    private static ExposureSettings settings(String yaml) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }
}
