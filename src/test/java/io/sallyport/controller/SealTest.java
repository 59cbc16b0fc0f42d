package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The paths of the sign-in are closed elsewhere as long as the settings say where people sign in. */
class SealTest {
    private static final String SEAL = "sallyport-seal";
    private static final String SIGN_IN = "gateway: {signInHosts: [kubeflow.example.com]}";

    @Test
    void standsWhileTheHostsOfTheSignInAreNamed() {
        try (KubeServer server = KubeServer.start().withCrds(crd -> true); TestCluster cluster = new TestCluster(server)) {
            try (Replica _ = Replica.start(server, "sallyport-a", Replica.settings(SIGN_IN))) {
                cluster.within(Duration.ofSeconds(15), () -> assertThat(policies(cluster)).contains(SEAL, "sallyport-confine"));

                cluster.edit("AuthorizationPolicy", "istio-system", SEAL,
                        "[{\"op\":\"add\",\"path\":\"/spec/rules/0/to/0/operation/notHosts/-\",\"value\":\"*\"}]");
                cluster.within(Duration.ofSeconds(5), () -> assertThat(Json.texts(
                                cluster.get("AuthorizationPolicy", "istio-system", SEAL).at("/spec/rules/0/to/0/operation/notHosts")))
                        .containsExactly("kubeflow.example.com", "kubeflow.example.com:80", "kubeflow.example.com:443"));

                cluster.delete("AuthorizationPolicy", "istio-system", SEAL);
                cluster.within(Duration.ofSeconds(5), () -> assertThat(
                                cluster.get("AuthorizationPolicy", "istio-system", SEAL).at("/spec/action"))
                        .isEqualTo(TextNode.valueOf("DENY")));
            }
            try (Replica _ = Replica.start(server, "sallyport-b")) {
                cluster.within(Duration.ofSeconds(15), () -> assertThat(policies(cluster))
                        .contains("sallyport-guard")
                        .doesNotContain(SEAL));
            }
        }
    }

    private static List<String> policies(TestCluster cluster) {
        return cluster.names("AuthorizationPolicy", "istio-system");
    }
}
