package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who reaches a model outside the mesh, against a real API server and with the rights that the chart grants for that. */
class NetworkPolicyTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final String OURS = "iris.expose-external";

    private static KubeServer server;
    private static TestCluster cluster;

    @BeforeAll
    static void startServer() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server, "observed");
        // Outside the mesh.
        cluster.edit("Namespace", "", "team", "[{\"op\": \"add\", \"path\": \"/metadata/labels/istio-injection\", \"value\": \"disabled\"}]");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            cluster.close();
            server.close();
        }
    }

    @Test
    void isNarrowedForAsLongAsNobodyLetsMoreIn() {
        try (Replica _ = Replica.start(server, "sallyport-a", Replica.settings("pod: {networkPolicy: true}"))) {
            cluster.createModel("iris", Map.of("expose-external", "true"), Map.of("serving.kserve.io/deploymentMode", "Standard"));
            cluster.within(TIME, () -> {
                assertThat(cluster.companions())
                        .anyMatch(object -> object.contains("NetworkPolicy")).anyMatch(object -> object.contains("VirtualService"));
                assertThat(cluster.messages("iris", "Exposed")).anyMatch(message -> message.contains("narrowed: a NetworkPolicy lets"));
            });

            cluster.create(Json.object(
                    "apiVersion", "networking.k8s.io/v1",
                    "kind", "NetworkPolicy",
                    "metadata", Json.object("name", "everybody", "namespace", "team"),
                    "spec", Json.object("podSelector", Json.object(), "ingress", Json.array(Json.object()))));
            cluster.within(TIME, () -> assertThat(cluster.messages("iris", "Exposed"))
                    .anyMatch(message -> message.contains("NetworkPolicy everybody may let others than the gateway reach the Pods")));

            cluster.delete("NetworkPolicy", "team", OURS);
            cluster.within(TIME, () -> assertThat(cluster.names("NetworkPolicy", "team")).contains(OURS));
            cluster.edit("NetworkPolicy", "team", OURS, "[{\"op\": \"replace\", \"path\": \"/spec/ingress\", \"value\": [{}]}]");
            cluster.within(TIME, () -> assertThat(cluster.get("NetworkPolicy", "team", OURS).at("/spec/ingress/0/from")).hasSize(2));

            cluster.label("iris", "expose-external", "false");
            cluster.within(TIME, () -> assertThat(cluster.companions()).isEmpty());
            assertThat(cluster.names("NetworkPolicy", "team")).containsExactly("everybody");
        }
    }
}
