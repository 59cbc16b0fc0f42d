package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a real API server refuses by the chart's ValidatingAdmissionPolicy, with no webhook and no Pod of ours. */
class StaticPolicyTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final String REQUIRE_JWT = "istio-ingressgateway-require-jwt";
    private static final String POLICIES = "/apis/security.istio.io/v1/namespaces/istio-system/authorizationpolicies";
    private static final Duration LONGEST_UNTIL_IN_FORCE = Duration.ofSeconds(30);
    private static final PatchContext DRY_RUN = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withDryRun(List.of("All"))
            .build();

    private static KubeServer server;
    private static KubernetesClient admin;

    @BeforeAll
    static void start() throws IOException {
        server = KubeServer.start().withCrds(definition -> true);
        server.create(RESOURCES.resolve("cluster/kubeflow.yaml"), object -> true);
        admin = server.admin();
        admin.raw(POLICIES, "POST", new GatewayCompanions(ExposureSettings.DEFAULTS).guard().toString());
        createPolicy();
        waitUntilInForce();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            admin.close();
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> refusesWhatWeakensThePolicy() throws IOException {
        JsonNode edits = YAML.readTree(RESOURCES.resolve("static-policy/edits.yaml").toFile());
        return edits.valueStream()
                .map(edit -> DynamicTest.dynamicTest(edit.path("edit").asText(), () -> judged(edit)));
    }

    /** Deleting a whole collection deletes each of it. */
    @Test
    void refusesToDeleteItWithAllOthers() {
        assertThatThrownBy(() -> delete(""))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("may not be deleted");
    }

    @Test
    void saysWhichSettingLetsOurOwnPolicyGo() {
        assertThatThrownBy(() -> delete("/" + GatewayCompanions.GUARD))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("uninstall Sallyport first, or set its chart value settings.guard.create to false");
        assertThatThrownBy(() -> delete("/" + REQUIRE_JWT))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("uninstall Sallyport first, or name another policy");
    }

    @Test
    void leavesOtherPoliciesAlone() {
        policy("istio-ingressgateway-oauth2-proxy")
                .patch(DRY_RUN, "[{\"op\": \"replace\", \"path\": \"/spec/action\", \"value\": \"DENY\"}]");
    }

    private static void judged(JsonNode edit) {
        String refused = edit.path("refused").asText("");
        if (refused.isEmpty()) {
            assertThat(write(edit.path("patch"))).isNotNull();
        } else {
            assertThatThrownBy(() -> write(edit.path("patch")))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("denied request: " + refused);
        }
    }

    private static Object write(JsonNode patch) {
        return patch.isNull()
                ? delete("/" + REQUIRE_JWT)
                : policy(REQUIRE_JWT).patch(DRY_RUN, patch.toString());
    }

    /** As the chart has it, without any class of the client in between. */
    private static void createPolicy() throws IOException {
        Path manifests = RESOURCES.resolve("chart/renders/default/out-manifests.yaml");
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(manifests.toFile())) {
            documents.readAll().stream()
                    .filter(document -> document.path("kind").asText().startsWith("ValidatingAdmissionPolicy"))
                    .forEach(document -> admin.raw(
                            "/apis/admissionregistration.k8s.io/v1/"
                                    + (document.path("kind").asText().endsWith("Binding")
                                            ? "validatingadmissionpolicybindings"
                                            : "validatingadmissionpolicies"),
                            "POST", document.toString()));
        }
    }

    /** The API server compiles new policies a moment after they are stored. */
    private static void waitUntilInForce() {
        long deadline = System.nanoTime() + LONGEST_UNTIL_IN_FORCE.toNanos();
        while (true) {
            try {
                delete("/" + REQUIRE_JWT);
            } catch (KubernetesClientException e) {
                return;
            }
            assertThat(System.nanoTime()).as("in force in time").isLessThan(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** @param name with a slash before it; empty for all */
    private static String delete(String name) {
        return admin.raw(
                POLICIES + name,
                "DELETE", "{\"apiVersion\": \"v1\", \"kind\": \"DeleteOptions\", \"dryRun\": [\"All\"]}");
    }

    private static Resource<GenericKubernetesResource> policy(String name) {
        return admin.genericKubernetesResources(ResourceKind.AUTHORIZATION_POLICY.definition("v1"))
                .inNamespace("istio-system")
                .withName(name);
    }
}
