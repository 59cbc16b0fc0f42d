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

/** What was stored while nobody judged is told of, by whoever leads, and so is what is stored past a guard that is not asked. */
class StoredObjectsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aRouteThatTakesModelsPathsIsToldOfUntilItDoesSoNoMore() {
        try (KubeServer server = KubeServer.start().withCrds(crd -> true); TestCluster cluster = new TestCluster(server)) {
            apply(server, route("early", "/kfserving/team"));
            try (Replica replica = Replica.start(server, "sallyport-a")) {
                cluster.within(SOON, () -> {
                    assertThat(replica.metrics().scrape()).contains("sallyport_stored_refused{kind=\"VirtualService\"} 1.0\n");
                    assertThat(news(server, "team")).anyMatch(event -> event.startsWith("early GuardWouldRefuse: Sallyport would refuse this"
                            + " if it was written now: spec.http[0].match[0] takes GET /kfserving/team under /kfserving"));
                    assertThat(news(server, "sallyport"))
                            .anyMatch(event -> event.startsWith("sallyport GuardWouldRefuse: VirtualService team/early is stored"));
                });

                cluster.createModel("iris", Map.of("expose-external", "true"));
                apply(server, route("late", "/kfserving/other"));
                cluster.within(SOON, () -> {
                    assertThat(cluster.events("iris")).contains("Exposed");
                    assertThat(replica.metrics().scrape()).contains("sallyport_stored_refused{kind=\"VirtualService\"} 2.0\n");
                });

                apply(server, route("early", "/early"));
                apply(server, route("late", "/late"));
                cluster.within(SOON, () -> assertThat(replica.metrics().scrape())
                        .contains("sallyport_stored_refused{kind=\"VirtualService\"} 0.0\n"));
                assertThat(news(server, "team")).noneMatch(event -> event.startsWith("iris.expose-external GuardWouldRefuse"));
            }
        }
    }

    private static String route(String name, String path) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s, namespace: team}
                spec:
                  gateways: [kubeflow/kubeflow-gateway]
                  hosts: ["*"]
                  http:
                  - match: [{uri: {prefix: %s}}]
                    route: [{destination: {host: web.team.svc.cluster.local, port: {number: 80}}}]
                """.formatted(name, path);
    }

    private static void apply(KubeServer server, String yaml) {
        try (KubernetesClient admin = server.admin()) {
            admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).forceConflicts().serverSideApply();
        }
    }

    private static List<String> news(KubeServer server, String namespace) {
        try (KubernetesClient admin = server.admin()) {
            return admin.v1().events().inNamespace(namespace).list().getItems().stream()
                    .map(event -> event.getInvolvedObject().getName() + " " + event.getReason() + ": " + event.getMessage())
                    .toList();
        }
    }
}
