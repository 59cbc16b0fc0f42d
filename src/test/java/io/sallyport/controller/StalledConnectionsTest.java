package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.StallingProxy;
import io.sallyport.apiserver.TestCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to the real API server that stay open and carry nothing any more: no error tells of it. */
class StalledConnectionsTest {
    private KubeServer server;
    private TestCluster cluster;
    private StallingProxy proxy;
    private Replica replica;

    @BeforeEach
    void start() throws IOException {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        proxy = new StallingProxy(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            replica.close();
            proxy.close();
            cluster.close();
            server.close();
        }
    }

    @Test
    void areReplacedAsSoonAsTheApiServerAnswersAgain() throws IOException {
        follow("");
        proxy.stall();
        cluster.label("iris", "expose-external", "false");

        cluster.within(Duration.ofSeconds(30), () -> assertThat(cluster.companions()).isEmpty());
        assertThat(replica.leading()).isTrue();
        assertThat(replica.alive()).isTrue();
        assertThat(replica.metrics().scrape())
                .doesNotContain("sallyport_informer_restarts_total{resource=\"inferenceservices\"} 0.0\n");
    }

    /** The second time comes too soon after the first to read everything once more. */
    @Test
    void areReplacedWhenTheyHaveBeenSilentForLong() throws IOException {
        follow("controller: {watchSilence: 20s}");
        proxy.stall();
        cluster.label("iris", "expose-external", "false");
        cluster.within(Duration.ofSeconds(18), () -> assertThat(cluster.companions()).isEmpty());

        proxy.stall();
        cluster.label("iris", "expose-external", "true");
        cluster.within(Duration.ofSeconds(45), () -> assertThat(cluster.companions()).hasSize(2));
    }

    private void follow(String settings) throws IOException {
        replica = Replica.start(
                server.through(proxy.port(), "sallyport", "sallyport"), "sallyport-a", Replica.settings(settings));
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(15), () -> assertThat(cluster.companions()).hasSize(2));
    }
}
