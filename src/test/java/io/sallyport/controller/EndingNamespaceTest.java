package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that is being deleted, in which the real API server refuses everything new. */
class EndingNamespaceTest {
    private KubeServer server;
    private TestCluster cluster;
    private Replica replica;

    @BeforeEach
    void start() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        replica = Replica.start(server, "sallyport-a");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            replica.close();
            cluster.close();
            server.close();
        }
    }

    /** The models themselves are still there: only the test empties the namespace. */
    @Test
    void closesItsModelsAndNothingIsTriedInItAnyMore() throws InterruptedException {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(15), () -> assertThat(cluster.events("iris")).contains("Exposed"));

        cluster.delete("Namespace", "", "team");

        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).isEmpty());
        cluster.label("iris", "turn", "another");
        Thread.sleep(1000);
        assertThat(replica.metrics().scrape().lines().filter(line -> line.startsWith("sallyport_changes_failed_total")))
                .isNotEmpty()
                .allMatch(line -> line.endsWith(" 0.0"));
    }
}
