package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A Gateway that is not there opens nothing, and whoever looks is told which setting names it. */
class MissedSettingsTest {
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: nope, namespace: kubeflow}
            spec: {selector: {istio: ingressgateway}}
            """;

    @Test
    void nothingIsLiveUntilTheGatewayThatIsNamedIsThere() {
        try (KubeServer server = KubeServer.start().withCrds(crd -> true); TestCluster cluster = new TestCluster(server);
                Replica replica = Replica.start(server, "sallyport-a", Replica.settings("gateway: {name: kubeflow/nope}"))) {
            cluster.createModel("iris", Map.of("expose-external", "true"));

            cluster.within(Duration.ofSeconds(15), () -> {
                assertThat(cluster.events("iris")).contains("ExposureWaiting").doesNotContain("Exposed");
                assertThat(news(server)).contains("SettingsMissed: nothing is exposed, and what there is is left as it is,"
                        + " because of settings.gateway.name: there is no Gateway kubeflow/nope");
                assertThat(replica.metrics().scrape()).contains("sallyport_settings_missed 1.0\n");
            });
            assertThat(cluster.companions()).isEmpty();

            try (KubernetesClient admin = server.admin()) {
                admin.load(new ByteArrayInputStream(GATEWAY.getBytes(StandardCharsets.UTF_8))).create();
            }
            cluster.within(Duration.ofSeconds(15), () -> {
                assertThat(cluster.companions()).hasSize(2);
                assertThat(cluster.events("iris")).contains("Exposed");
                assertThat(replica.metrics().scrape()).contains("sallyport_settings_missed 0.0\n");
            });
        }
    }

    private static List<String> news(KubeServer server) {
        try (KubernetesClient admin = server.admin()) {
            return admin.v1().events().inNamespace("sallyport").list().getItems().stream()
                    .map(event -> event.getReason() + ": " + event.getMessage())
                    .toList();
        }
    }
}
