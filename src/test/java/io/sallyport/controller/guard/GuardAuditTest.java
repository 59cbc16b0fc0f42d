package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.ServiceNetwork;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.config.Settings;
import io.sallyport.controller.Replica;
import io.sallyport.controller.WebhookReplica;
import io.sallyport.controller.cluster.ResourceKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An installation that looks on, with a real API server that asks a replica through the configurations of the chart. */
@Timeout(300)
class GuardAuditTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final PatchContext DRY_RUN =
            new PatchContext.Builder().withPatchType(PatchType.JSON).withDryRun(List.of("All")).build();
    private static final String EXEMPTED_PREFIX =
            "[{\"op\": \"add\", \"path\": \"/spec/rules/0/to/0/operation/notPaths/-\", \"value\": \"/kfserving/*\"}]";
    private static final String LED_BY_ANOTHER = """
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata: {name: sallyport, namespace: sallyport}
            spec: {holderIdentity: sallyport-b, leaseDurationSeconds: 3600}
            """;
    private static final String LEFT_OVER = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: sallyport-armed}
            webhooks:
            - name: guard.sallyport.io
              admissionReviewVersions: [v1]
              clientConfig: {service: {name: sallyport, namespace: sallyport}}
              failurePolicy: Fail
              sideEffects: None
              rules: [{apiGroups: [example.com], apiVersions: ["*"], operations: ["*"], resources: ["*"]}]
            """;

    @Test
    void warnsOfWhatItWouldRefuseAndChangesNothing(@TempDir Path folder) throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Settings settings = Replica.settings("guard: {mode: audit}");
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(network.argument()).withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                KubernetesClient admin = server.admin(warnings::add)) {
            List<String> before = cluster.versions();
            cluster.createProgram("audit");
            try (KubernetesClient tester = server.as("sallyport", "sallyport-test");
                    var replica = new WebhookReplica(server, "sallyport-a", Duration.ofDays(1), Optional.empty(), settings)) {
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                network.leadsTo(List.of(replica.port()));
                // The probe is refused in this mode too, and so shows that the API server asks.
                var trial = new AdmissionTrial(tester, settings.exposure());
                cluster.within(SOON, () -> assertThat(trial.guardRefuses()).isEmpty());

                cluster.within(SOON, () -> {
                    warnings.clear();
                    assertThat(edit(admin, EXEMPTED_PREFIX)).isNotNull();
                    assertThat(warnings).as("what the webhook says").anyMatch(line -> line.contains("would be refused: spec.rules"));
                    assertThat(warnings).as("what the API server says itself").anyMatch(line -> line.contains("Validation failed"));
                });
                assertThat(replica.metrics()).containsPattern("decision=\"audited\",operation=\"update\",webhook=\"validate/guard\"} [1-9]");

                warned(cluster, warnings, "not exposed yet: the guard only audits",
                        () -> admin.resource(model("expose-external: 'true'")).dryRun(true).create());
                warned(cluster, warnings, "would be refused: metadata.labels[expose-external]",
                        () -> admin.resource(model("expose-external: 'yes'")).dryRun(true).create());
                admin.resource(model("expose-external: 'true'")).create();
                cluster.within(SOON, () -> assertThat(replica.metrics()).contains("sallyport_guard_armed 1.0"));
                assertThat(replica.metrics()).contains("sallyport_guard_enforces 0.0");
                cluster.within(SOON, () -> assertThat(cluster.events("iris")).contains("ExposureWaiting"));
                assertThat(cluster.versions()).as("what is beside the gateway and the models").isEqualTo(before);
                assertThat(armed(admin)).as("webhooks that fail closed").isZero();
                assertThat(reasons(admin)).doesNotContain("GuardNotAsked", "GuardArmed");
            }
        }
    }

    /** What no upgrade took away, as where a GitOps tool does not prune: it would refuse while no pod answers. */
    @Test
    void takesAwayWhatWasArmedAsSoonAsItLeads(@TempDir Path folder) throws Exception {
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(network.argument()).withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                KubernetesClient admin = server.admin()) {
            cluster.createProgram("audit");
            admin.resource(LED_BY_ANOTHER).create();
            try (var replica = new WebhookReplica(
                    server, "sallyport-a", Duration.ofDays(1), Optional.empty(), Replica.settings("guard: {mode: audit}"))) {
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                network.leadsTo(List.of(replica.port()));
                cluster.within(SOON, () -> assertThat(replica.metrics()).contains("sallyport_guard_armed 1.0"));
                admin.resource(LEFT_OVER).create();
                assertThat(armed(admin)).as("webhooks that fail closed, which a replica that does not lead leaves alone").isEqualTo(1);

                admin.leases().inNamespace("sallyport").withName("sallyport").edit(lease -> {
                    lease.getSpec().setHolderIdentity("");
                    return lease;
                });

                cluster.within(Duration.ofSeconds(20), () -> assertThat(armed(admin)).isZero());
                admin.admissionRegistration().v1().validatingWebhookConfigurations().withName("sallyport-armed").delete();
                assertThat(reasons(admin)).doesNotContain("GuardRemoved", "GuardArmed");
            }
        }
    }

    /** Tried again, since a machine that is busy may keep the API server waiting for longer than it does. */
    private static void warned(TestCluster cluster, List<String> warnings, String words, Runnable write) {
        cluster.within(SOON, () -> {
            warnings.clear();
            write.run();
            assertThat(warnings).anyMatch(line -> line.contains(words));
        });
    }

    private static Object edit(KubernetesClient admin, String patch) {
        return admin.genericKubernetesResources(ResourceKind.AUTHORIZATION_POLICY.definition("v1"))
                .inNamespace("istio-system")
                .withName("istio-ingressgateway-require-jwt")
                .patch(DRY_RUN, patch);
    }

    private static String model(String label) {
        return """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: iris, namespace: team, labels: {%s}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}, storageUri: s3://models/iris}}}
                """.formatted(label);
    }

    private static long armed(KubernetesClient admin) {
        return admin.admissionRegistration().v1().validatingWebhookConfigurations().list().getItems().stream()
                .flatMap(configuration -> configuration.getWebhooks().stream())
                .filter(webhook -> webhook.getFailurePolicy().equals("Fail"))
                .count();
    }

    private static List<String> reasons(KubernetesClient admin) {
        return admin.v1().events().inNamespace("sallyport").list().getItems().stream().map(Event::getReason).toList();
    }
}
