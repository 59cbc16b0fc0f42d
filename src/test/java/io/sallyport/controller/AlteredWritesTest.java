package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the controller does where admission makes something else of its writes: here a policy of a real API server does. */
class AlteredWritesTest {
    private static final Duration UNTIL_TRIED_AGAIN = Duration.ofSeconds(15);

    private static KubeServer server;
    private static TestCluster cluster;
    private static KubernetesClient admin;

    @BeforeAll
    static void startServer() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        admin = server.admin();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            admin.close();
            cluster.close();
            server.close();
        }
    }

    /** As a pod of ours with other settings does until it has ended. The write changes nothing, so no watch tells of it. */
    @Test
    void anExemptionThatIsTakenOutOnTheWayIsWrittenAgainUntilItStays() throws InterruptedException {
        alter("object.metadata.name == 'istio-ingressgateway-oauth2-proxy'",
                "/spec/rules/0/to/0/operation/notPaths", "[\"/dex/*\"]",
                "istio-system", "istio-ingressgateway-oauth2-proxy");
        try (Replica replica = Replica.start(server, "sallyport-a")) {
            cluster.within(Duration.ofSeconds(30), () -> assertThat(replica.leading()).isTrue());
            Thread.sleep(2000);
            assertThat(exempted()).containsExactly("/dex/*");

            alterNoMore();

            cluster.within(UNTIL_TRIED_AGAIN, () ->
                    assertThat(exempted()).containsExactly("/dex/*", "/kfserving", "/kfserving/*"));
        }
    }

    @Test
    void aModelIsNotCalledExposedBeforeItsPolicyIsStoredAsItWasWritten() {
        try (Replica _ = Replica.start(server, "sallyport-b")) {
            cluster.within(Duration.ofSeconds(10), () -> assertThat(exempted()).contains("/kfserving"));
            alter("object.metadata.namespace == 'team'",
                    "/spec/rules/0/to", "[{\"operation\":{\"methods\":[\"GET\"]}}]",
                    "team", "ns-owner-access-istio");

            cluster.createModel("iris", Map.of("expose-external", "true"));

            cluster.within(Duration.ofSeconds(10), () -> assertThat(cluster.events("iris")).containsExactly("ExposureWaiting"));

            alterNoMore();

            cluster.within(UNTIL_TRIED_AGAIN, () -> assertThat(cluster.events("iris")).contains("Exposed"));
            cluster.deleteModels();
            cluster.within(Duration.ofSeconds(5), () -> assertThat(cluster.companions()).isEmpty());
        }
    }

    @AfterEach
    void alterNoMore() {
        var registration = admin.admissionRegistration().v1();
        registration.mutatingAdmissionPolicyBindings().delete();
        registration.mutatingAdmissionPolicies().delete();
    }

    /**
     * From now on the field has this value in every AuthorizationPolicy of which the condition is true, whoever writes it.
     *
     * @param condition in CEL
     * @param value     as JSON, which is CEL too
     * @param name      one of them, to see that it is in force
     */
    private static void alter(String condition, String field, String value, String namespace, String name) {
        create(Json.object(
                "apiVersion", "admissionregistration.k8s.io/v1",
                "kind", "MutatingAdmissionPolicy",
                "metadata", Json.object("name", "other"),
                "spec", Json.object(
                        "failurePolicy", "Fail",
                        "reinvocationPolicy", "Never",
                        "matchConstraints", Json.object("resourceRules", Json.array(Json.object(
                                "apiGroups", List.of("security.istio.io"),
                                "apiVersions", List.of("*"),
                                "operations", List.of("CREATE", "UPDATE"),
                                "resources", List.of("authorizationpolicies")))),
                        "matchConditions", Json.array(Json.object("name", "meant", "expression", condition)),
                        "mutations", Json.array(Json.object(
                                "patchType", "JSONPatch",
                                "jsonPatch", Json.object("expression",
                                        "[JSONPatch{op: 'add', path: '" + field + "', value: " + value + "}]"))))));
        create(Json.object(
                "apiVersion", "admissionregistration.k8s.io/v1",
                "kind", "MutatingAdmissionPolicyBinding",
                "metadata", Json.object("name", "other"),
                "spec", Json.object("policyName", "other")));
        cluster.within(Duration.ofSeconds(20), () -> {
            cluster.edit("AuthorizationPolicy", namespace, name, "[]");
            assertThat(cluster.get("AuthorizationPolicy", namespace, name).at(field).toString()).isEqualTo(value);
        });
    }

    private static void create(JsonNode object) {
        admin.resource(object.toString()).create();
    }

    private static List<String> exempted() {
        return Json.texts(cluster.get("AuthorizationPolicy", "istio-system", "istio-ingressgateway-oauth2-proxy")
                .at("/spec/rules/0/to/0/operation/notPaths"));
    }
}
