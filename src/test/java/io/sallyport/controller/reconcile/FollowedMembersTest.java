package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.config.Settings;
import io.sallyport.controller.Replica;
import io.sallyport.core.model.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against a real API server, with exactly the rights that the chart grants where people are callers. */
class FollowedMembersTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ROUTE = "iris.expose-external";
    private static final Settings SETTINGS = Replica.settings("""
            tokens:
              people: idp
              issuers:
              - {name: idp, issuer: "https://idp", audiences: [models], claims: {email: email}, emailsVerified: true}
            """);

    @Test
    void theRouteFollowsRoleBindingsAndProfilesWhereThereAreSome() {
        try (KubeServer server = KubeServer.start().withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server, "people");
                KubernetesClient admin = server.admin()) {
            try (Replica _ = Replica.start(server, "sallyport-a", SETTINGS)) {
                cluster.createModel("iris", Map.of("expose-external", "true"), Map.of(Names.CALLERS, "members"));
                cluster.within(SOON, () -> assertThat(route(cluster)).contains("system:serviceaccount:team:").doesNotContain("https://idp"));

                RoleBinding contributor = admin.resource(binding("carl@example.com")).create();
                cluster.within(SOON, () -> assertThat(route(cluster)).contains("https://idp", "carl@example.com"));

                admin.resource(contributor).delete();
                cluster.within(SOON, () -> assertThat(route(cluster)).doesNotContain("https://idp"));
            }

            profiles(server, admin);
            try (Replica _ = Replica.start(server, "sallyport-b", SETTINGS)) {
                admin.namespaces().withName("team").edit(namespace -> {
                    namespace.getMetadata().setAnnotations(Map.of("owner", "olga@example.com"));
                    return namespace;
                });
                GenericKubernetesResource profile = admin.resource(profile("olga@example.com")).create();
                cluster.within(SOON, () -> assertThat(route(cluster)).contains("olga@example.com"));

                admin.resource(profile).edit(changed -> {
                    changed.setAdditionalProperty("spec", Map.of("owner", Map.of("kind", "User", "name", "mallory@example.com")));
                    return changed;
                });
                cluster.within(SOON, () -> assertThat(route(cluster)).doesNotContain("olga", "mallory"));
            }
        }
    }

    private static String route(TestCluster cluster) {
        assertThat(cluster.companions()).contains("VirtualService team/" + ROUTE);
        return cluster.get("VirtualService", "team", ROUTE).path("spec").toString();
    }

    private static RoleBinding binding(String person) {
        return new RoleBindingBuilder()
                .withNewMetadata().withName("contributor").withNamespace("team").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "kubeflow-edit")
                .addNewSubject("rbac.authorization.k8s.io", "User", person, null)
                .build();
    }

    private static GenericKubernetesResource profile(String owner) {
        var profile = new GenericKubernetesResource();
        profile.setApiVersion("kubeflow.org/v1");
        profile.setKind("Profile");
        profile.setMetadata(new ObjectMetaBuilder().withName("team").build());
        profile.setAdditionalProperty("spec", Map.of("owner", Map.of("kind", "User", "name", owner)));
        return profile;
    }

    private static void profiles(KubeServer server, KubernetesClient admin) {
        server.create(Path.of("src/test/resources/cluster/profiles.yaml"), object -> true);
        admin.apiextensions().v1().customResourceDefinitions().withName("profiles.kubeflow.org").waitUntilCondition(
                crd -> crd.getStatus() != null && crd.getStatus().getConditions() != null
                        && crd.getStatus().getConditions().stream()
                                .anyMatch(one -> one.getType().equals("Established") && one.getStatus().equals("True")),
                30, TimeUnit.SECONDS);
    }
}
