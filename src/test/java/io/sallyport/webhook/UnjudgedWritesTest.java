package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.apiserver.KubeServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be judged is not stored, though the real API server is told to let through what nobody answers. */
@Timeout(120)
class UnjudgedWritesTest {
    private static RunningServer webhook;
    private static KubeServer kube;
    private static KubernetesClient client;

    @BeforeAll
    static void startServers() throws Exception {
        kube = KubeServer.start().withCrds(crd -> crd.getSpec().getNames().getKind().equals("InferenceService"));
        webhook = new RunningServer("TLSv1.3", Duration.ZERO);
        try (KubernetesClient admin = kube.admin()) {
            // Otherwise it asks again for a minute where the answer is 500.
            client = new KubernetesClientBuilder()
                    .withConfig(new ConfigBuilder(admin.getConfiguration()).withRequestRetryBackoffLimit(0).build())
                    .build();
        }
        client.resource(configuration()).create();
        // The API server hears of it a moment later.
        while (stored(text("refused", ""))) {
            Thread.sleep(50);
        }
    }

    @AfterAll
    static void stopServers() {
        client.close();
        webhook.close();
        kube.close();
    }

    @Test
    void aWriteThatEndsInAnErrorOfOursIsRefused() {
        assertRefused(500, "an error of Sallyport's own", text("bug", ""));
    }

    @Test
    void aWriteThatIsTooLongIsRefused() {
        assertRefused(413, "longer than", text("long", "x".repeat(RunningServer.MOST_BYTES)));
        // Six bytes for each of these in what the API server sends.
        assertRefused(413, "longer than", text("longer", "<".repeat(1_000_000)));
    }

    @Test
    void aWriteThatIsTooDeepIsRefused() {
        String deep = """
                {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
                 "metadata": {"name": "deep", "namespace": "default"}, "spec": %s}
                """.formatted("{\"a\":".repeat(120) + "{}" + "}".repeat(120));

        assertRefused(400, "depth", client.getKubernetesSerialization().unmarshal(deep, GenericKubernetesResource.class));
    }

    @Test
    void aWriteThatIsJudgedIsStored() {
        assertThat(stored(text("iris", "x".repeat(RunningServer.MOST_BYTES / 2)))).isTrue();
    }

    private static void assertRefused(int code, String why, HasMetadata object) {
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> client.resource(object).create())
                .satisfies(e -> assertThat(e.getCode()).isEqualTo(code))
                .withMessageContaining("admission webhook \"all.sallyport.io\" denied the request: not judged, and so refused: ")
                .withMessageContaining(why);
        assertThat(client.resource(object).get()).isNull();
    }

    private static boolean stored(HasMetadata object) {
        try {
            client.resource(object).create();
            return client.resource(object).delete().size() == 1;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static HasMetadata text(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata().withName(name).withNamespace("default").endMetadata()
                .withData(Map.of("text", value))
                .build();
    }

    private static HasMetadata configuration() {
        String authority = Base64.getEncoder().encodeToString(webhook.authorities().getBytes(StandardCharsets.UTF_8));
        return client.getKubernetesSerialization().unmarshal("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: all}
                webhooks:
                  - name: all.sallyport.io
                    admissionReviewVersions: [v1]
                    clientConfig: {url: 'https://localhost:%d/judge', caBundle: %s}
                    rules:
                      - {apiGroups: ["", serving.kserve.io], apiVersions: ["*"], operations: [CREATE], resources: ["*"]}
                    failurePolicy: Ignore
                    sideEffects: None
                """.formatted(webhook.port(), authority), ValidatingWebhookConfiguration.class);
    }
}
