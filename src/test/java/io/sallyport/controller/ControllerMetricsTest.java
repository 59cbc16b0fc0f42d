package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller exports while it works against a real API server. */
class ControllerMetricsTest {
    private static KubeServer server;
    private static TestCluster cluster;
    private Replica replica;

    @BeforeAll
    static void startServer() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            cluster.close();
            server.close();
        }
    }

    @BeforeEach
    void startReplica() {
        replica = Replica.start(server, "sallyport-a");
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(10), () -> assertThat(cluster.companions()).hasSize(2));
    }

    @AfterEach
    void stopReplica() {
        cluster.deleteModels();
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).isEmpty());
        replica.close();
    }

    @Test
    void tellsHowThingsStand() {
        cluster.within(Duration.ofSeconds(5), () -> assertThat(replica.metrics().scrape())
                .contains("sallyport_leader 1.0\n")
                .contains("sallyport_exposed_models 1.0\n")
                .contains("sallyport_gateway_locked 1.0\n")
                .contains("sallyport_queue_depth 0.0\n")
                .contains("sallyport_informer_watching{resource=\"inferenceservices\"} 1.0\n")
                .contains("sallyport_informer_watching{resource=\"configmaps\"} 1.0\n"));
    }

    @Test
    void whatOthersUndoIsCountedAsDriftAndWhatIsWantedAnewIsNot() {
        assertThat(drift("VirtualService")).isZero();
        assertThat(drift("AuthorizationPolicy")).isZero();

        cluster.delete("VirtualService", "team", "iris.expose-external");
        cluster.edit("AuthorizationPolicy", "istio-system", "sallyport-guard",
                "[{\"op\":\"replace\",\"path\":\"/spec/action\",\"value\":\"ALLOW\"}]");

        cluster.within(Duration.ofSeconds(5), () -> {
            assertThat(drift("VirtualService")).isEqualTo(1);
            assertThat(drift("AuthorizationPolicy")).isEqualTo(1);
        });

        cluster.within(Duration.ofSeconds(10), () -> assertThat(events())
                .contains("GuardRepaired: AuthorizationPolicy istio-system/sallyport-guard was changed or deleted by somebody else,"
                        + " and was put back"));

        double applied = value("sallyport_changes_applied_total{change=\"delete\",kind=\"VirtualService\"}");
        cluster.label("iris", "expose-external", "false");
        cluster.within(Duration.ofSeconds(5), () -> assertThat(
                        value("sallyport_changes_applied_total{change=\"delete\",kind=\"VirtualService\"}"))
                .isEqualTo(applied + 1));
        cluster.label("iris", "expose-external", "true");
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));
        assertThat(drift("VirtualService")).isEqualTo(1);
    }

    private static List<String> events() {
        try (KubernetesClient admin = server.admin()) {
            return admin.v1().events().inNamespace("sallyport").list().getItems().stream()
                    .map(event -> event.getReason() + ": " + event.getMessage())
                    .toList();
        }
    }

    private double drift(String kind) {
        return value("sallyport_drift_repaired_total{kind=\"" + kind + "\"}");
    }

    private double value(String series) {
        return replica.metrics().scrape().lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
