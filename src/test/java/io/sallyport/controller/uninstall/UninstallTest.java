package io.sallyport.controller.uninstall;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.Replica;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real API server, with exactly the rights of the chart's pre-delete hook. */
class UninstallTest {
    private static KubeServer server;
    private static TestCluster cluster;

    @BeforeAll
    static void startServer() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        cluster.createProgram();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            cluster.close();
            server.close();
        }
    }

    @Test
    void leavesNothingOfOursAndEverythingOfOthers() {
        try (Replica replica = Replica.start(server, "sallyport-a")) {
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(Duration.ofSeconds(10), () -> {
                assertThat(cluster.companions()).hasSize(2);
                assertThat(exempted()).contains("/kfserving/*");
            });
            assertThat(replica.leading()).isTrue();
        }

        int ofGateway = cluster.gatewayObjects();
        List<String> first = uninstall();
        List<String> again = uninstall();

        assertThat(cluster.companions()).isEmpty();
        assertThat(cluster.gatewayObjects()).isZero();
        assertThat(exempted()).containsExactly("/dex/*", "/dex/**", "/oauth2/*");
        assertThat(cluster.names("RequestAuthentication", "istio-system")).isEmpty();
        assertThat(cluster.names("AuthorizationPolicy", "istio-system"))
                .containsExactlyInAnyOrder("istio-ingressgateway-oauth2-proxy", "istio-ingressgateway-require-jwt");
        assertThat(cluster.webhookConfigurations()).isEmpty();
        assertThat(cluster.replicasOfProgram()).isZero();
        assertThat(cluster.leases()).isEmpty();
        assertThat(first).containsExactly(
                "deleted the webhook configurations sallyport",
                "scaled the Deployment sallyport/sallyport to 0, waiting for its Pods to end",
                "deleted 1 ways in",
                "deleted 1 companions",
                "took our entries out of istio-ingressgateway-oauth2-proxy",
                "deleted " + ofGateway + " gateway objects",
                "nothing of Sallyport is left in the mesh");
        assertThat(again).contains("the webhook configurations are gone already", "deleted 0 ways in");
    }

    @Test
    void knowsWhetherItIsAReleaseOfHelms() {
        try (KubernetesClient client = server.as("sallyport", "sallyport-uninstall"); KubernetesClient admin = server.admin()) {
            var uninstall = new Uninstall(client, Replica.defaults(), "sallyport", "sallyport", _ -> {});
            assertThat(uninstall.isOfRelease("sallyport")).as("no settings at all").isFalse();

            ConfigMap settings = new ConfigMapBuilder().withNewMetadata().withName("sallyport").endMetadata().build();
            admin.configMaps().inNamespace("sallyport").resource(settings).create();
            assertThat(uninstall.isOfRelease("sallyport")).as("applied by kubectl").isFalse();

            admin.configMaps().inNamespace("sallyport").withName("sallyport").edit(map -> new ConfigMapBuilder(map)
                    .editMetadata().addToAnnotations("meta.helm.sh/release-name", "sallyport").endMetadata().build());
            assertThat(uninstall.isOfRelease("sallyport")).as("installed by Helm").isTrue();
            assertThat(uninstall.isOfRelease("other")).as("another release").isFalse();
        }
    }

    private static List<String> uninstall() {
        List<String> progress = new ArrayList<>();
        try (KubernetesClient client = server.as("sallyport", "sallyport-uninstall")) {
            new Uninstall(client, Replica.defaults(), "sallyport", "sallyport", progress::add).run();
        }
        return progress;
    }

    private static List<String> exempted() {
        return Json.texts(cluster.get("AuthorizationPolicy", "istio-system", "istio-ingressgateway-oauth2-proxy")
                .at("/spec/rules/0/to/0/operation/notPaths"));
    }
}
