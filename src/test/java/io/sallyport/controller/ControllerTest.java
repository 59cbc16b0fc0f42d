package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real API server, with exactly the rights that the chart grants. */
class ControllerTest {
    private static final String OAUTH2_PROXY = "istio-ingressgateway-oauth2-proxy";

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
    }

    @AfterEach
    void stopReplica() {
        cluster.deleteModels();
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).isEmpty());
        replica.close();
        cluster.deleteEvents();
    }

    @Test
    void writesTheGatewaysSetAndExemptsThePrefix() {
        cluster.within(Duration.ofSeconds(20), () -> {
            assertThat(cluster.names("AuthorizationPolicy", "istio-system"))
                    .contains("sallyport-guard", "sallyport-audience", "sallyport-confine");
            assertThat(cluster.names("RequestAuthentication", "istio-system")).containsExactly("sallyport-pods", "sallyport-tokens");
            assertThat(exempted()).containsExactly("/dex/*", "/dex/**", "/oauth2/*", "/kfserving", "/kfserving/*");
        });
    }

    @Test
    void exposesALabelledModelAndTellsSo() {
        cluster.createModel("iris", Map.of("expose-external", "true"));

        cluster.within(Duration.ofSeconds(5), () -> {
            assertThat(cluster.companions()).containsExactlyInAnyOrder(
                    "AuthorizationPolicy team/iris.expose-external", "VirtualService team/iris.expose-external");
            assertThat(cluster.events("iris")).contains("Exposed");
        });
    }

    @Test
    void closesAModelWhoseLabelIsTakenAway() {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));

        cluster.label("iris", "expose-external", "false");

        cluster.within(Duration.ofSeconds(1), () -> assertThat(cluster.companions()).isEmpty());
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.events("iris")).contains("Exposed", "Closed"));
    }

    @Test
    void countsNewsThatRepeatThemselves() {
        cluster.createModel("iris", Map.of("expose-external", "false"));
        for (int i = 1; i <= 3; i++) {
            int count = i;
            cluster.label("iris", "expose-external", "true");
            cluster.within(
                    Duration.ofSeconds(5), () -> assertThat(cluster.countOf("iris", "Exposed")).isEqualTo(count));
            cluster.label("iris", "expose-external", "false");
            cluster.within(
                    Duration.ofSeconds(5), () -> assertThat(cluster.countOf("iris", "Closed")).isEqualTo(count));
        }
        assertThat(cluster.events("iris")).containsOnlyOnce("Exposed", "Closed");
    }

    @Test
    void closesAModelWhenItsTimeIsUp() {
        Instant until = Instant.now().plusSeconds(3);
        cluster.createModel("iris", Map.of("expose-external", "true"), Map.of(Names.UNTIL, until.toString()));
        cluster.within(Duration.ofSeconds(2), () -> assertThat(cluster.companions()).hasSize(2));

        cluster.within(Duration.ofSeconds(4), () -> assertThat(cluster.companions()).isEmpty());
        assertThat(Instant.now()).isAfterOrEqualTo(until);
    }

    @Test
    void bringsBackWhatOthersDeleteWithinASecond() {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));

        cluster.delete("VirtualService", "team", "iris.expose-external");
        cluster.delete("AuthorizationPolicy", "team", "iris.expose-external");
        cluster.delete("AuthorizationPolicy", "istio-system", "sallyport-confine");

        cluster.within(Duration.ofSeconds(1), () -> {
            assertThat(cluster.companions()).hasSize(2);
            assertThat(cluster.names("AuthorizationPolicy", "istio-system")).contains("sallyport-confine");
        });
    }

    @Test
    void mendsWhatOthersEditWithinASecond() {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));
        JsonNode before = cluster.get("VirtualService", "team", "iris.expose-external");

        cluster.edit("VirtualService", "team", "iris.expose-external",
                "[{\"op\":\"add\",\"path\":\"/spec/tcp\",\"value\":[{}]}]");
        cluster.edit("AuthorizationPolicy", "team", "iris.expose-external",
                "[{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"istio.io/dry-run\":\"true\"}}]");
        cluster.edit("AuthorizationPolicy", "istio-system", "sallyport-guard",
                "[{\"op\":\"replace\",\"path\":\"/spec/action\",\"value\":\"ALLOW\"}]");

        cluster.within(Duration.ofSeconds(1), () -> {
            assertThat(cluster.get("VirtualService", "team", "iris.expose-external").path("spec"))
                    .isEqualTo(before.path("spec"));
            assertThat(cluster.get("AuthorizationPolicy", "team", "iris.expose-external")
                            .at("/metadata/annotations/istio.io~1dry-run").isMissingNode())
                    .isTrue();
            assertThat(cluster.get("AuthorizationPolicy", "istio-system", "sallyport-guard").at("/spec/action"))
                    .isEqualTo(TextNode.valueOf("DENY"));
        });
    }

    @Test
    void losesNoEntryOfOthersInTheSharedPolicy() throws Exception {
        cluster.within(Duration.ofSeconds(5), () -> assertThat(exempted()).contains("/kfserving/*"));
        try (ExecutorService others = Executors.newFixedThreadPool(6)) {
            List<Future<?>> writes = IntStream.range(0, 60)
                    .<Runnable>mapToObj(i -> () -> cluster.addToNotPaths(OAUTH2_PROXY, "/other/" + i, "/kfserving"))
                    .<Future<?>>map(others::submit)
                    .toList();
            for (Future<?> write : writes) {
                write.get();
            }
        }

        cluster.within(Duration.ofSeconds(1), () -> assertThat(exempted())
                .contains(IntStream.range(0, 60).mapToObj(i -> "/other/" + i).toArray(String[]::new))
                .contains("/dex/*", "/dex/**", "/oauth2/*", "/kfserving", "/kfserving/*")
                .doesNotHaveDuplicates());
    }

    @Test
    void handsOverToTheOtherReplicaWithinSeconds() {
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
        try (Replica second = Replica.start(server, "sallyport-b")) {
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));
            assertThat(second.leading()).isFalse();

            replica.close();
            cluster.label("iris", "expose-external", "false");

            cluster.within(Duration.ofSeconds(4), () -> {
                assertThat(second.leading()).isTrue();
                assertThat(cluster.companions()).isEmpty();
            });
            replica = Replica.start(server, "sallyport-a");
        }
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
    }

    @Test
    void aReplicaThatResignedLeavesWritingToTheOtherAndStillFollowsTheCluster() {
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
        try (Replica second = Replica.start(server, "sallyport-b")) {
            cluster.within(Duration.ofSeconds(10), () -> assertThat(second.synced()).isTrue());

            replica.resign();
            cluster.createModel("iris", Map.of("expose-external", "true"));

            cluster.within(Duration.ofSeconds(4), () -> {
                assertThat(second.leading()).isTrue();
                assertThat(cluster.companions()).hasSize(2);
                assertThat(replica.snapshot().objects().of(GroupKind.VIRTUAL_SERVICE))
                        .isNotEmpty()
                        .isEqualTo(second.snapshot().objects().of(GroupKind.VIRTUAL_SERVICE));
            });
            assertThat(replica.leading()).isFalse();
            assertThat(replica.alive()).isTrue();
            replica.close();
            replica = Replica.start(server, "sallyport-a");
        }
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
    }

    @Test
    void goesOnAfterTheApiServerWasAway() throws IOException {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));

        server.stopApiServer();
        cluster.within(Duration.ofSeconds(9), () -> assertThat(replica.leading()).isFalse());
        server.startApiServer();
        cluster.label("iris", "expose-external", "false");

        cluster.within(Duration.ofSeconds(20), () -> assertThat(cluster.companions()).isEmpty());
        assertThat(replica.alive()).isTrue();
    }

    @Test
    void stopsLeadingBeforeAnotherMayWhenTheApiServerHangs() throws Exception {
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());

        server.freezeApiServer();
        try {
            cluster.within(Duration.ofMillis(5500), () -> assertThat(replica.leading()).isFalse());
        } finally {
            server.thawApiServer();
        }

        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).hasSize(2));
    }

    @Test
    void writesNothingWhereNothingIsToBeDone() throws InterruptedException {
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.events("iris")).contains("Exposed"));
        List<String> before = cluster.versions();

        replica.close();
        replica = Replica.start(server, "sallyport-d", Replica.settings("controller: {resync: 200ms}"));
        cluster.within(Duration.ofSeconds(10), () -> assertThat(replica.leading()).isTrue());
        Thread.sleep(2000);

        assertThat(cluster.versions()).isEqualTo(before);
        assertThat(cluster.events("iris")).containsOnlyOnce("Exposed");
        assertThat(cluster.countOf("iris", "Exposed")).isOne();
    }

    @Test
    void opensNothingWithoutALock() {
        cluster.within(Duration.ofSeconds(5), () -> assertThat(exempted()).contains("/kfserving/*"));
        replica.close();
        cluster.delete("AuthorizationPolicy", "istio-system", "sallyport-guard");
        JsonNode requireJwt = cluster.get("AuthorizationPolicy", "istio-system", "istio-ingressgateway-require-jwt");
        cluster.delete("AuthorizationPolicy", "istio-system", "istio-ingressgateway-require-jwt");

        try (Replica _ = Replica.start(server, "sallyport-c", Replica.withoutGuard())) {
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(Duration.ofSeconds(10), () -> {
                assertThat(cluster.events("iris")).contains("ExposureWaiting");
                assertThat(exempted()).doesNotContain("/kfserving", "/kfserving/*");
            });
            assertThat(cluster.companions()).isEmpty();

            cluster.restore(requireJwt);
            cluster.within(Duration.ofSeconds(2), () -> {
                assertThat(cluster.companions()).hasSize(2);
                assertThat(exempted()).contains("/kfserving", "/kfserving/*");
            });
        }
        replica = Replica.start(server, "sallyport-a");
    }

    @Test
    void answersAdmissionFromItsCaches() {
        cluster.within(Duration.ofSeconds(5), () -> {
            assertThat(replica.synced()).isTrue();
            assertThat(replica.snapshot().gateway().keys()).isTrue();
            assertThat(replica.snapshot().gateway().issuer()).contains("https://kubernetes.default.svc.cluster.local");
            assertThat(replica.snapshot().exempted()).containsExactly("/kfserving", "/kfserving/*");
        });
        assertThat(replica.snapshot().defaultMode().name()).isEqualTo("STANDARD");
    }

    private static List<String> exempted() {
        return Json.texts(cluster.get("AuthorizationPolicy", "istio-system", OAUTH2_PROXY)
                .at("/spec/rules/0/to/0/operation/notPaths"));
    }
}
