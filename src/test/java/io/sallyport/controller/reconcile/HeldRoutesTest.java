package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.Replica;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that is to go and stays, at a real API server: something of ours answers at the gateway until it is gone. */
class HeldRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ROUTE = "iris.expose-external";

    private KubeServer server;
    private TestCluster cluster;
    private KubernetesClient admin;
    private Replica replica;

    @BeforeEach
    void start() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        admin = server.admin();
        replica = Replica.start(server, "sallyport-a");
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(SOON, () -> assertThat(cluster.events("iris")).contains("Exposed"));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            replica.close();
            admin.close();
            cluster.close();
            server.close();
        }
    }

    @Test
    void ofAFinalizerTheEventTellsAndOnceItIsGoneAllIsClosed() {
        cluster.edit("VirtualService", "team", ROUTE,
                "[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":[\"team.example.com/keep\"]}]");

        cluster.label("iris", "expose-external", "false");

        cluster.within(SOON, () -> {
            assertThat(gateway()).contains("sallyport-held");
            assertThat(cluster.messages("iris", "ClosingHeldUp")).singleElement().asString()
                    .contains("VirtualService team/" + ROUTE + " has the finalizers team.example.com/keep", "sallyport-held");
        });
        assertThat(cluster.events("iris")).doesNotContain("Closed");

        // A route that is going cannot be the one that opens the model again.
        cluster.label("iris", "expose-external", "true");
        cluster.within(SOON, () -> assertThat(cluster.messages("iris", "ExposureWaiting")).anyMatch(message ->
                message.startsWith("not exposed: its former route is deleted and not gone yet")));
        assertThat(cluster.countOf("iris", "Exposed")).isEqualTo(1);

        cluster.edit("VirtualService", "team", ROUTE, "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]");

        cluster.within(SOON, () -> {
            assertThat(gateway()).doesNotContain("sallyport-held");
            assertThat(cluster.names("VirtualService", "team")).contains(ROUTE);
            assertThat(cluster.countOf("iris", "Exposed")).isEqualTo(2);
        });
    }

    @Test
    void whatAnotherPolicyKeepsFromBeingDeletedIsAnsweredForAndAReplicaThatTakesOverGoesOn() {
        refuseDeletion();

        cluster.label("iris", "expose-external", "false");

        cluster.within(SOON, () -> {
            assertThat(gateway()).contains("sallyport-held");
            assertThat(cluster.messages("iris", "ClosingHeldUp")).singleElement().asString().contains("somebody keeps it");
        });
        assertThat(cluster.companions()).as("its policies have gone").containsExactly("VirtualService team/" + ROUTE);

        replica.close();
        String uid = uid();
        replica = Replica.start(server, "sallyport-b");
        cluster.within(SOON, () -> assertThat(replica.leading()).isTrue());
        cluster.within(SOON, () -> assertThat(replica.metrics().scrape().lines())
                .anyMatch(line -> line.startsWith("sallyport_changes_failed_total") && !line.endsWith(" 0.0")));
        assertThat(uid()).as("it was not taken away meanwhile").isEqualTo(uid);

        refuseNoMore();

        cluster.within(Duration.ofSeconds(60), () -> {
            assertThat(cluster.companions()).isEmpty();
            assertThat(gateway()).doesNotContain("sallyport-held");
            assertThat(cluster.events("iris")).contains("Closed");
        });
    }

    private String uid() {
        return cluster.get("VirtualService", "istio-system", "sallyport-held").at("/metadata/uid").asText();
    }

    private Set<String> gateway() {
        return Set.copyOf(cluster.names("VirtualService", "istio-system"));
    }

    private void refuseDeletion() {
        admin.resource(Json.object(
                "apiVersion", "admissionregistration.k8s.io/v1",
                "kind", "ValidatingAdmissionPolicy",
                "metadata", Json.object("name", "keep"),
                "spec", Json.object(
                        "failurePolicy", "Fail",
                        "matchConstraints", Json.object("resourceRules", Json.array(Json.object(
                                "apiGroups", List.of("networking.istio.io"),
                                "apiVersions", List.of("*"),
                                "operations", List.of("DELETE"),
                                "resources", List.of("virtualservices")))),
                        "matchConditions", Json.array(Json.object("name", "team", "expression", "request.namespace == 'team'")),
                        "validations", Json.array(Json.object("expression", "false", "message", "somebody keeps it")))).toString())
                .create();
        admin.resource(Json.object(
                "apiVersion", "admissionregistration.k8s.io/v1",
                "kind", "ValidatingAdmissionPolicyBinding",
                "metadata", Json.object("name", "keep"),
                "spec", Json.object("policyName", "keep", "validationActions", List.of("Deny"))).toString())
                .create();
        String path = "/apis/networking.istio.io/v1/namespaces/team/virtualservices/" + ROUTE + "?dryRun=All";
        cluster.within(SOON, () -> {
            try {
                admin.raw(path, "DELETE", null);
            } catch (KubernetesClientException e) {
                assertThat(e.getCode()).isEqualTo(422);
                return;
            }
            throw new AssertionError("it is not refused yet");
        });
    }

    private void refuseNoMore() {
        var registration = admin.admissionRegistration().v1();
        registration.validatingAdmissionPolicyBindings().withName("keep").delete();
        registration.validatingAdmissionPolicies().withName("keep").delete();
    }
}
