package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.ServiceNetwork;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.Replica;
import io.sallyport.controller.WebhookReplica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guard's own guard, with a real API server that asks a replica through the chart's webhook configurations. */
@Timeout(600)
class GuardWatchTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> ARMED =
            List.of("guard.sallyport.io", "policies.sallyport.io", "extensions.sallyport.io");

    @Test
    void failsClosedOnceItWasSeenToRefuseAndTellsWhoTouchesIt(@TempDir Path folder) throws Exception {
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(network.argument()).withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                KubernetesClient admin = server.admin()) {
            cluster.createProgram();
            assertThat(armed(admin)).isEmpty();
            try (KubernetesClient tester = server.as("sallyport", "sallyport-test");
                    var replica = new WebhookReplica(server, "sallyport-a", Duration.ofDays(1), Optional.empty())) {
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                assertThat(armed(admin)).as("before anybody was seen to be asked").isEmpty();
                var trial = new AdmissionTrial(tester, Replica.defaults().exposure());
                assertThat(trial.guardRefuses()).hasValueSatisfying(fault -> assertThat(fault).contains("would be accepted"));
                assertThat(trial.modelIsToldItsUrl("sallyport"))
                        .hasValueSatisfying(fault -> assertThat(fault).contains("told no URL"));
                network.leadsTo(List.of(replica.port()));

                cluster.within(SOON, () -> assertThat(armed(admin))
                        .extracting(ValidatingWebhook::getName)
                        .containsExactlyElementsOf(ARMED));
                assertThat(armed(admin)).allMatch(webhook -> webhook.getFailurePolicy().equals("Fail")
                        && !webhook.getClientConfig().getCaBundle().isEmpty());
                cluster.within(SOON, () -> assertThat(reasons(admin)).contains("GuardArmed"));
                assertThat(replica.metrics()).contains("sallyport_guard_armed 1.0");
                assertThat(reasons(admin)).doesNotContain("GuardNotAsked", "GuardChanged", "GuardRemoved");

                helmTestIsWell(trial, cluster);
                saysWhatWouldGetIn(cluster);
                survivesAnUpgrade(admin);
                tellsAnUpgradeAsOne(cluster, admin, replica);
                tellsWhoTouchesIt(cluster, admin, replica);
            }
            network.leadsTo(List.of());
            refusesUnaskedWhatIsArmed(cluster, admin);
        }
    }

    /** With exactly the rights of the chart's test. */
    private static void helmTestIsWell(AdmissionTrial trial, TestCluster cluster) {
        assertThat(trial.guardRefuses()).isEmpty();
        cluster.within(SOON, () -> assertThat(trial.modelIsToldItsUrl("sallyport")).isEmpty());
        assertThat(trial.modelIsToldItsUrl("team"))
                .hasValueSatisfying(fault -> assertThat(fault).contains("cannot patch resource"));
        assertThat(cluster.names("AuthorizationPolicy", "istio-system")).doesNotContain("sallyport-probe");
        assertThat(cluster.names("InferenceService", "sallyport")).isEmpty();
    }

    /** Before the ValidatingAdmissionPolicy refuses it without. */
    private static void saysWhatWouldGetIn(TestCluster cluster) {
        assertThatThrownBy(() -> cluster.edit("AuthorizationPolicy", "istio-system", "istio-ingressgateway-require-jwt", """
                [{"op": "add", "path": "/spec/rules/0/to/0/operation/notPaths/-", "value": "/kfserving/*"}]"""))
                .hasMessageContaining("reason.sallyport.io")
                .hasMessageContaining("without a token");
    }

    private static void refusesUnaskedWhatIsArmed(TestCluster cluster, KubernetesClient admin) {
        String authentication = """
                apiVersion: security.istio.io/v1
                kind: RequestAuthentication
                metadata: {name: mine, namespace: istio-system}
                spec: {jwtRules: [{issuer: https://example.com}]}
                """;
        cluster.within(SOON, () -> assertThatThrownBy(() -> admin.resource(authentication).dryRun(true).create())
                .hasMessageContaining("failed calling webhook"));
        admin.resource(authentication.replace("istio-system", "team")).dryRun(true).create();
    }

    /** As Helm 4 and Argo CD do it. */
    private static void survivesAnUpgrade(KubernetesClient admin) {
        PatchContext apply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("helm")
                .build();
        armedConfiguration(admin).patch(apply, """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: sallyport-armed, labels: {example.com/upgraded: "yes"}}
                """);
        assertThat(armed(admin)).hasSameSizeAs(ARMED);
    }

    /** Every object of the chart carries another revision, and one is changed. */
    private static void tellsAnUpgradeAsOne(TestCluster cluster, KubernetesClient admin, WebhookReplica replica) {
        admin.admissionRegistration().v1().mutatingWebhookConfigurations().withName("sallyport").edit(configuration -> {
            configuration.getMetadata().setAnnotations(Map.of(GuardGaps.REVISION, "2-0a1b2c3d"));
            configuration.getWebhooks().getFirst().setTimeoutSeconds(9);
            return configuration;
        });
        GuardedObject.all(Replica.defaults(), "sallyport").stream()
                .filter(GuardedObject::ofOurChart)
                .forEach(object -> revise(admin, object, "2-0a1b2c3d"));
        cluster.within(SOON, () -> assertThat(messages(admin)).anyMatch(message -> message.contains("revision 2 of Sallyport's release")));
        assertThat(reasons(admin)).contains("GuardUpgraded").doesNotContain("GuardChanged", "GuardRemoved");
        assertThat(replica.metrics()).contains("sallyport_guard_gaps_total 0.0");
        goesToAuditAndBack(cluster, admin, replica);
    }

    /** The second configuration goes with such an upgrade, which is no gap; the gaps that are counted later would tell. */
    private static void goesToAuditAndBack(TestCluster cluster, KubernetesClient admin, WebhookReplica replica) {
        GuardedObject.all(Replica.defaults(), "sallyport").stream()
                .filter(object -> object.ofOurChart() && !object.name().equals("sallyport-armed"))
                .forEach(object -> revise(admin, object, "3-0a1b2c3d"));
        armedConfiguration(admin).delete();
        cluster.within(SOON, () -> assertThat(replica.metrics()).contains("sallyport_guard_armed 0.0"));
        cluster.within(SOON, () -> assertThat(messages(admin)).anyMatch(message -> message.contains("revision 3 of Sallyport's release")));
        admin.resource("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingWebhookConfiguration
                metadata: {name: sallyport-armed, annotations: {sallyport.io/revision: 3-0a1b2c3d}}
                """).create();
        cluster.within(SOON, () -> assertThat(armed(admin)).hasSameSizeAs(ARMED));
    }

    private static void revise(KubernetesClient admin, GuardedObject object, String revision) {
        var all = admin.genericKubernetesResources(object.definition());
        var one = object.namespace().isEmpty()
                ? all.withName(object.name())
                : all.inNamespace(object.namespace()).withName(object.name());
        one.edit(found -> {
            found.getMetadata().setAnnotations(Map.of(GuardGaps.REVISION, revision));
            return found;
        });
    }

    /** A revision in one object alone makes no upgrade. */
    private static void tellsWhoTouchesIt(TestCluster cluster, KubernetesClient admin, WebhookReplica replica) {
        admin.admissionRegistration().v1().mutatingWebhookConfigurations().withName("sallyport").edit(configuration -> {
            configuration.getMetadata().setAnnotations(Map.of(GuardGaps.REVISION, "4-0a1b2c3d"));
            configuration.getWebhooks().removeLast();
            return configuration;
        });
        cluster.within(SOON, () -> assertThat(reasons(admin)).contains("GuardChanged"));
        admin.admissionRegistration().v1().validatingWebhookConfigurations().withName("sallyport").delete();
        cluster.within(SOON, () -> assertThat(reasons(admin)).contains("GuardRemoved"));
        assertThat(replica.metrics()).contains("sallyport_guard_armed 0.0").contains("sallyport_guard_gaps_total 2.0");
        var registrations = admin.admissionRegistration().v1();
        registrations.validatingAdmissionPolicyBindings().withName("sallyport").delete();
        registrations.validatingAdmissionPolicies().withName("sallyport").delete();
        admin.rbac().roles().inNamespace("istio-system").withName("sallyport-gateway").edit(role -> {
            role.getRules().removeLast();
            return role;
        });
        admin.rbac().roleBindings().inNamespace("kubeflow").withName("sallyport-kserve").delete();
        admin.rbac().roles().inNamespace("sallyport").withName("sallyport").delete();
        admin.apiextensions().v1().customResourceDefinitions().withName("authorizationpolicies.security.istio.io").delete();
        cluster.within(SOON, () -> assertThat(messages(admin))
                .anyMatch(message -> message.startsWith("ValidatingAdmissionPolicyBinding sallyport is gone"))
                .anyMatch(message -> message.startsWith("ValidatingAdmissionPolicy sallyport is gone"))
                .anyMatch(message -> message.startsWith("Role istio-system/sallyport-gateway was changed"))
                .anyMatch(message -> message.startsWith("RoleBinding kubeflow/sallyport-kserve is gone"))
                .anyMatch(message -> message.startsWith("Role sallyport/sallyport is gone"))
                .anyMatch(message -> message.startsWith("CustomResourceDefinition authorizationpolicies.security.istio.io is gone")));
        noticesThatItMayNotLookAnyMore(cluster, admin, replica);
    }

    /** Without these rights it cannot write Events either, nor read what went: the log and the metrics tell. */
    private static void noticesThatItMayNotLookAnyMore(
            TestCluster cluster, KubernetesClient admin, WebhookReplica replica) {
        assertThat(replica.metrics()).contains("sallyport_guard_gaps_total 8.0");
        admin.rbac().clusterRoles().withName("sallyport").delete();
        cluster.within(SOON, () -> assertThat(replica.metrics()).contains("sallyport_guard_gaps_total 9.0"));
    }

    private static List<ValidatingWebhook> armed(KubernetesClient admin) {
        return armedConfiguration(admin).require().getWebhooks();
    }

    private static Resource<ValidatingWebhookConfiguration> armedConfiguration(
            KubernetesClient admin) {
        return admin.admissionRegistration().v1().validatingWebhookConfigurations().withName("sallyport-armed");
    }

    private static List<String> reasons(KubernetesClient admin) {
        return events(admin).map(Event::getReason).toList();
    }

    private static List<String> messages(KubernetesClient admin) {
        return events(admin).map(Event::getMessage).toList();
    }

    private static Stream<Event> events(KubernetesClient admin) {
        return admin.v1().events().inNamespace("sallyport").list().getItems().stream();
    }
}
