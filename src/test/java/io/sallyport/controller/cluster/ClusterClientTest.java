package io.sallyport.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.StallingProxy;
import io.sallyport.apiserver.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
    /** Where the node is so busy that TLS takes seconds, a connection given up and begun anew would never be there. */
    @Test
    void waitsForAConnectionThatTakesSeconds() throws Exception {
        try (var server = KubeServer.start().withCrds(crd -> true);
                var _ = new TestCluster(server);
                var proxy = new StallingProxy(server.port())) {
            proxy.begin(Duration.ofSeconds(5));
            try (var client = server.through(proxy.port(), "sallyport", "sallyport")) {
                assertThat(client.getKubernetesVersion().getMajor()).isEqualTo("1");
            }
        }
    }

    /** The API server says so after a restart of its own. A watch that does not know it never ends, and never goes on. */
    @Test
    void recognisesWhatEndsAWatchThatIsTooOld() {
        String sent = """
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Expired", "code": 410}""";
        try (var client = ClusterClient.open(Config.empty())) {
            KubernetesResource read = client.getKubernetesSerialization().unmarshal(sent);

            assertThat(read).isInstanceOfSatisfying(Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
        }
    }
}
