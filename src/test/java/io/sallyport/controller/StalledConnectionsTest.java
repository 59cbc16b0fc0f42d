package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

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
        replica = Replica.start(
                server.through(proxy.port(), "sallyport", "sallyport"),
                "sallyport-a",
                Replica.settings("controller: {watchSilence: 4s}"));
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(15), () -> assertThat(cluster.companions()).hasSize(2));
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
    void areReplacedAndNothingIsMissed() {
        proxy.stall();
        cluster.label("iris", "expose-external", "false");

        cluster.within(Duration.ofSeconds(40), () -> assertThat(cluster.companions()).isEmpty());
        assertThat(replica.leading()).isTrue();
        assertThat(replica.alive()).isTrue();
        cluster.within(Duration.ofSeconds(20), () -> assertThat(replica.metrics().scrape())
                .doesNotContain("sallyport_informer_restarts_total{resource=\"inferenceservices\"} 0.0\n"));
    }
}
