package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Istio before 1.22, which serves no v1, and a KServe that is installed after us. */
class OlderClusterTest {

    @Test
    void speaksTheOlderVersionsAndWaitsForKServe() {
        try (KubeServer server = KubeServer.start().withCrds(OlderClusterTest::keepOnlyTheOldIstio);
                TestCluster cluster = new TestCluster(server);
                Replica replica = Replica.start(server, "sallyport-a")) {
            cluster.within(Duration.ofSeconds(15), () -> {
                assertThat(replica.synced()).isTrue();
                assertThat(cluster.names("AuthorizationPolicy", "istio-system")).contains("sallyport-guard");
                assertThat(exempted(cluster)).contains("/kfserving/*");
            });

            server.withCrds(OlderClusterTest::isKServe);
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(Duration.ofSeconds(10), () -> assertThat(cluster.companions()).hasSize(2));

            cluster.label("iris", "expose-external", "false");
            cluster.within(Duration.ofSeconds(1), () -> assertThat(cluster.companions()).isEmpty());
        }
    }

    private static boolean keepOnlyTheOldIstio(CustomResourceDefinition crd) {
        crd.getSpec().getVersions().removeIf(version -> version.getName().equals("v1"));
        crd.getSpec().getVersions().forEach(version -> version.setStorage(true));
        return !isKServe(crd);
    }

    private static boolean isKServe(CustomResourceDefinition crd) {
        return crd.getSpec().getGroup().equals("serving.kserve.io");
    }

    private static List<String> exempted(TestCluster cluster) {
        return Json.texts(cluster.get("AuthorizationPolicy", "istio-system", "istio-ingressgateway-oauth2-proxy")
                .at("/spec/rules/0/to/0/operation/notPaths"));
    }
}
