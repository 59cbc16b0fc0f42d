package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.Replica;
import io.sallyport.config.Settings;
import io.sallyport.controller.uninstall.Uninstall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who makes tokens for calling models, against a real API server, each with the rights that Kubeflow or the chart gives. */
class CallerAccountTest {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final String OURS = "istio-ingressgateway.istio-system.svc.cluster.local";
    private static final String API = "https://kubernetes.default.svc.cluster.local";
    private static final String ACCOUNT = "model-caller";
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Settings SETTINGS = Replica.settings("access: {callerAccount: true, accounts: [default-editor]}");

    private static KubeServer server;
    private static TestCluster cluster;
    private static KubernetesClient admin;

    @BeforeAll
    static void startServer() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server, "people-with-tokens");
        admin = server.admin();
        server.create(RESOURCES.resolve("cluster/kubeflow-roles.yaml"), object -> true);
        server.create(RESOURCES.resolve("chart/renders/people-with-tokens/out-manifests.yaml"), object ->
                object.getKind().startsWith("ValidatingAdmissionPolicy") && object.getMetadata().getName().endsWith(ACCOUNT));
        // As Kubeflow's profile controller and its access management write them.
        bind("namespaceAdmin", "kubeflow-admin", "olga@example.com");
        bind("user-carl-clusterrole-edit", "kubeflow-edit", "carl@example.com");
        bind("user-vera-clusterrole-view", "kubeflow-view", "vera@example.com");
        account("default-editor");
        admin.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata().withName("nodes").endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:node")
                        .addNewSubject("rbac.authorization.k8s.io", "Group", "system:nodes", null)
                        .build())
                .create();
    }

    @AfterEach
    void removeModels() {
        cluster.deleteModels();
        cluster.delete("RoleBinding", "team", ACCOUNT);
        cluster.delete("ServiceAccount", "team", ACCOUNT);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            admin.close();
            cluster.close();
            server.close();
        }
    }

    @Test
    void thePeopleOfANamespaceMakeThemAndNobodyElse() {
        try (Replica replica = exposed();
                KubernetesClient owner = server.asUser("olga@example.com");
                KubernetesClient contributor = server.asUser("carl@example.com");
                KubernetesClient viewer = server.asUser("vera@example.com");
                KubernetesClient notebook = server.as("team", "default-editor")) {
            for (KubernetesClient one : List.of(owner, contributor, notebook)) {
                cluster.within(TIME, () -> assertThat(audiences(one, ACCOUNT, OURS)).containsExactly(OURS));
                refused(one, "default", "is forbidden", OURS);
            }
            // Nor does the program that lets them.
            for (KubernetesClient one : List.of(viewer, replica.client())) {
                refused(one, ACCOUNT, "is forbidden", OURS);
            }

            admin.rbac().roleBindings().inNamespace("team").withName("user-carl-clusterrole-edit").delete();
            cluster.within(TIME, () -> refused(contributor, ACCOUNT, "is forbidden", OURS));
            bind("user-carl-clusterrole-edit", "kubeflow-edit", "carl@example.com");
            cluster.within(TIME, () -> audiences(contributor, ACCOUNT, OURS));
        }
    }

    @Test
    void theyAreForCallingModelsWhoeverAsks() {
        try (Replica _ = exposed();
                KubernetesClient contributor = server.asUser("carl@example.com");
                KubernetesClient kubelet = server.asUser("system:node:worker", "system:nodes")) {
            String line = "kubectl create token model-caller --namespace team --audience " + OURS;
            for (KubernetesClient one : List.of(contributor, kubelet, admin)) {
                cluster.within(TIME, () -> refused(one, ACCOUNT, line));
                refused(one, ACCOUNT, line, API);
                refused(one, ACCOUNT, line, OURS, API);
                cluster.within(TIME, () -> assertThat(audiences(one, ACCOUNT, OURS)).containsExactly(OURS));
            }
            // Of other accounts, a kubelet's and an admin's are what they were.
            assertThat(audiences(kubelet, "default", API)).containsExactly(API);
            // Whoever leaves the namespace keeps the tokens that they have.
            assertThatThrownBy(() -> admin.serviceAccounts().inNamespace("team").withName(ACCOUNT).tokenRequest(new TokenRequestBuilder()
                            .withNewSpec().withAudiences(OURS).withExpirationSeconds(86_401L).endSpec().build()))
                    .hasMessageContaining("24 hours at most");
            assertThatThrownBy(() -> secret(contributor)).hasMessageContaining("tokens in Secrets never expire");
        }
    }

    @Test
    void theAccountIsKeptForAsLongAsAModelExistsThatWasExposed() {
        try (Replica _ = exposed()) {
            String uid = uid();
            assertThat(cluster.get("ServiceAccount", "team", ACCOUNT).path("automountServiceAccountToken").asBoolean(true)).isFalse();

            cluster.label("iris", "expose-external", "false");
            cluster.within(TIME, () -> assertThat(cluster.companions()).isEmpty());
            cluster.edit("InferenceService", "team", "iris", "[{\"op\": \"remove\", \"path\": \"/metadata/labels\"}]");
            cluster.edit("InferenceService", "team", "iris", "[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"expose-external\": \"true\"}}]");
            cluster.within(TIME, () -> assertThat(cluster.companions()).isNotEmpty());
            assertThat(uid()).isEqualTo(uid);

            // What people change of it comes back, and an account that they delete is another one then.
            cluster.edit("ServiceAccount", "team", ACCOUNT, "[{\"op\": \"replace\", \"path\": \"/automountServiceAccountToken\", \"value\": true}]");
            cluster.within(TIME, () -> assertThat(
                    cluster.get("ServiceAccount", "team", ACCOUNT).path("automountServiceAccountToken").asBoolean(true)).isFalse());
            cluster.delete("ServiceAccount", "team", ACCOUNT);
            cluster.within(TIME, () -> assertThat(uid()).isNotEqualTo(uid));
            cluster.within(TIME, () -> {
                cluster.delete("RoleBinding", "team", ACCOUNT);
                bind(ACCOUNT, "kubeflow-edit", "mallory@example.com", Map.of("app.kubernetes.io/managed-by", "sallyport"));
            });
            cluster.within(TIME, () -> assertThat(cluster.get("RoleBinding", "team", ACCOUNT).at("/roleRef/name").asText())
                    .isEqualTo("sallyport-model-caller"));

            cluster.deleteModels();
            cluster.within(TIME, () -> {
                assertThat(cluster.names("ServiceAccount", "team")).doesNotContain(ACCOUNT);
                assertThat(cluster.names("RoleBinding", "team")).doesNotContain(ACCOUNT);
            });
        }
    }

    @Test
    void oneThatSomebodyElseMadeIsLeftAloneAndTheModelSaysSo() {
        account(ACCOUNT);
        String uid = uid();
        try (Replica _ = Replica.start(server, "sallyport-a", SETTINGS);
                KubernetesClient contributor = server.asUser("carl@example.com")) {
            cluster.deleteEvents();
            cluster.createModel("iris", Map.of("expose-external", "true"));
            cluster.within(TIME, () -> assertThat(cluster.messages("iris", "Exposed"))
                    .anyMatch(message -> message.contains("ServiceAccount team/model-caller was not made by Sallyport")));
            assertThat(uid()).isEqualTo(uid);
            assertThat(cluster.names("RoleBinding", "team")).doesNotContain(ACCOUNT);
            cluster.within(TIME, () -> refused(contributor, ACCOUNT, "is forbidden", OURS));
            // Its tokens are its owner's business.
            cluster.within(TIME, () -> assertThat(audiences(admin, ACCOUNT, API)).containsExactly(API));

            cluster.delete("ServiceAccount", "team", ACCOUNT);
            cluster.within(TIME, () -> assertThat(audiences(contributor, ACCOUNT, OURS)).containsExactly(OURS));

            // Whoever may make tokens of ours may not make some of what takes its place.
            cluster.delete("ServiceAccount", "team", ACCOUNT);
            cluster.within(TIME, () -> assertThat(cluster.names("ServiceAccount", "team")).contains(ACCOUNT));
            cluster.edit("ServiceAccount", "team", ACCOUNT, "[{\"op\": \"remove\", \"path\": \"/metadata/labels\"}]");
            cluster.within(TIME, () -> assertThat(cluster.names("RoleBinding", "team")).doesNotContain(ACCOUNT));
        }
    }

    @Test
    void uninstallingTakesItAwayAndNoOther() {
        try (Replica _ = exposed()) {
            assertThat(cluster.names("RoleBinding", "team")).contains(ACCOUNT);
        }
        try (KubernetesClient client = server.as("sallyport", "sallyport-uninstall")) {
            new Uninstall(client, SETTINGS, "sallyport", "sallyport", _ -> {}).run();
        }
        assertThat(cluster.names("ServiceAccount", "team")).contains("default-editor").doesNotContain(ACCOUNT);
        assertThat(cluster.names("RoleBinding", "team")).contains("namespaceAdmin").doesNotContain(ACCOUNT);
    }

    /** A model that people may make tokens for. */
    private static Replica exposed() {
        Replica replica = Replica.start(server, "sallyport-a", SETTINGS);
        cluster.createModel("iris", Map.of("expose-external", "true"));
        cluster.within(TIME, () -> assertThat(cluster.names("RoleBinding", "team")).contains(ACCOUNT));
        return replica;
    }

    private static List<String> audiences(KubernetesClient client, String account, String... audiences) {
        return client.serviceAccounts().inNamespace("team").withName(account)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().withAudiences(audiences).endSpec().build())
                .getSpec().getAudiences();
    }

    private static void refused(KubernetesClient client, String account, String message, String... audiences) {
        assertThatThrownBy(() -> audiences(client, account, audiences))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    private static void secret(KubernetesClient client) {
        client.resource(new SecretBuilder()
                        .withNewMetadata().withName("forever").withNamespace("team")
                        .withAnnotations(Map.of("kubernetes.io/service-account.name", ACCOUNT)).endMetadata()
                        .withType("kubernetes.io/service-account-token")
                        .build())
                .create();
    }

    private static String uid() {
        return cluster.get("ServiceAccount", "team", ACCOUNT).at("/metadata/uid").asText();
    }

    private static void account(String name) {
        admin.resource(new ServiceAccountBuilder().withNewMetadata().withName(name).withNamespace("team").endMetadata().build()).create();
    }

    private static void bind(String name, String role, String user) {
        bind(name, role, user, Map.of());
    }

    private static void bind(String name, String role, String user, Map<String, String> labels) {
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata().withName(name).withNamespace("team").withLabels(labels).endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .create();
    }
}
