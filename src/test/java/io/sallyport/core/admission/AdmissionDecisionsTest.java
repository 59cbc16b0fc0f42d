package io.sallyport.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.AdmissionRequest.Operation;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.exposure.NamespaceRoutes;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.policy.proof.ExemptedPaths;
import io.sallyport.core.policy.proof.Lock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** One folder a request: {@code in-object.yaml}, {@code in-old.yaml}, and what is answered. */
class AdmissionDecisionsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TestFactory
    Stream<DynamicTest> decisions() {
        return GoldenFiles.in("admission", example -> {
            AdmissionRequest request = request(example);
            ExposureSettings settings = settings(example.in("settings.yaml", ""));
            ClusterSnapshot cluster =
                    cluster(!example.in("unlocked.txt", "").isEmpty(), documents(example.in("cluster.yaml", "")), settings);
            AdmissionDecision decision = decide(request, cluster, settings);
            assertThatDecidingTwiceChangesNothing(request, decision, cluster, settings);
            return Map.of("decision.yaml", YamlText.written(List.of(shown(decision))));
        });
    }

    private static AdmissionDecision decide(AdmissionRequest request, ClusterSnapshot cluster, ExposureSettings settings) {
        if (request.target().group().equals("serving.kserve.io")) {
            return new ModelAdmission(settings).decide(request, cluster);
        }
        AdmissionDecision mutated = new ExemptionMutator(settings).decide(request, cluster);
        return mutated.equals(AdmissionDecision.allowed()) ? new GuardValidator(settings, "").decide(request, cluster) : mutated;
    }

    private static void assertThatDecidingTwiceChangesNothing(
            AdmissionRequest request, AdmissionDecision decision, ClusterSnapshot cluster, ExposureSettings settings) {
        if (decision instanceof AdmissionDecision.Patched(JsonNode patch, List<String> _)) {
            JsonNode patched = JsonPatch.apply(patch, request.object());
            AdmissionRequest again = new AdmissionRequest(
                    request.uid(), request.operation(), request.target(), patched, request.oldObject(), false, "");
            assertThat(decide(again, cluster, settings)).isInstanceOf(AdmissionDecision.Allowed.class);
        }
    }

    private static ExposureSettings settings(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings.exposure();
            case SettingsFile.Reading.Unreadable faults -> throw new IllegalArgumentException(faults.toString());
        };
    }

    private static AdmissionRequest request(GoldenFiles.Case example) {
        JsonNode object = document(example.in("object.yaml", ""));
        JsonNode old = document(example.in("old.yaml", ""));
        Operation operation = object.isMissingNode() ? Operation.DELETE : old.isMissingNode() ? Operation.CREATE : Operation.UPDATE;
        return new AdmissionRequest(
                "7", operation, ObjectRef.of(object.isMissingNode() ? old : object), object, old, false, "somebody");
    }

    private static ClusterSnapshot cluster(boolean unlocked, List<JsonNode> objects, ExposureSettings settings) {
        Lock lock = unlocked
                ? new Lock.Open("no enforced DENY policy covers requests without a token under /kfserving")
                : new Lock.Holds(List.of("sallyport-guard"));
        GatewayState gateway = new GatewayState(
                Optional.of("https://kubernetes.default.svc.cluster.local"), "{}", lock, true, List.of(), false, true, new Hops(List.of(), false), Set.of(), List.of());
        return new ClusterSnapshot(
                DeploymentMode.KNATIVE,
                gateway,
                ExemptedPaths.wanted(settings, lock, List::of),
                ClusterObjects.of(objects),
                "istio-system",
                NamespaceRoutes.among(ClusterObjects.of(objects), DeploymentMode.KNATIVE, settings, NOW),
                NOW);
    }

    private static ObjectNode shown(AdmissionDecision decision) {
        JsonNode warnings = decision.warnings().isEmpty() ? Json.none() : Json.list(decision.warnings());
        return switch (decision) {
            case AdmissionDecision.Allowed(List<String> _) -> Json.object("verdict", "Allowed", "warnings", warnings);
            case AdmissionDecision.Patched(JsonNode patch, List<String> _) ->
                Json.object("verdict", "Patched", "patch", patch, "warnings", warnings);
            case AdmissionDecision.Audited audited -> throw new IllegalStateException("no judge audits: " + audited);
            case AdmissionDecision.Denied denied -> Json.object("verdict", "Denied", "message", denied.message());
        };
    }

    private static JsonNode document(String text) {
        List<JsonNode> documents = documents(text);
        return documents.isEmpty() ? Json.none() : documents.getFirst();
    }

    private static List<JsonNode> documents(String text) {
        try {
            return YamlText.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
