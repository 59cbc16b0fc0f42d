package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.chart.helm.AppliedObjects;
import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Release;
import io.sallyport.chart.helm.Rendered;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server makes of the chart's objects. */
class ChartAppliedTest {
    /** Of operators and of Istio, whose definitions are not here. */
    private static final Set<String> OF_OTHERS = Set.of("ServiceMonitor", "PrometheusRule", "Certificate", "Issuer", "Telemetry");

    private static KubeServer server;
    private static KubernetesClient admin;

    @BeforeAll
    static void start() {
        server = KubeServer.start();
        admin = server.admin();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            admin.close();
            server.close();
        }
    }

    /** So that a GitOps tool that compares what is there with the manifests never sees a difference. */
    @ParameterizedTest
    @ValueSource(strings = {"default", "customised", "observed", "provided", "cert-manager", "bare"})
    void whatIsStoredIsWhatWasRendered(String folder) {
        List<JsonNode> objects = Rendered.of(folder).objects().stream()
                .filter(object -> !OF_OTHERS.contains(object.path("kind").asText()))
                .filter(object -> !object.at("/metadata/annotations").has("helm.sh/hook"))
                .toList();
        try (var applied = new AppliedObjects(admin, objects)) {
            assertThat(applied.differences()).isEmpty();
        }
    }

    /** A CA that comes back would break admission, and a guard that is no longer armed would let writes pass unjudged. */
    @ParameterizedTest
    @EnumSource
    void noUpgradeTakesBackWhatTheProgramWroteAndUninstallingLeavesNothing(Helm.Major helm) throws IOException {
        AppliedObjects.createNamespaces(admin, List.of("sallyport", "istio-system", "kubeflow"));
        Release release = new Release(helm.required(), server.kubeconfig(), admin);
        release.install();
        release.writeAsTheProgram("b3Vycw==");
        assertThat(release.second("fullnameOverride=other")).contains("istio-system, which another installation guards already"
                + " (ValidatingWebhookConfiguration sallyport, release sallyport in sallyport): upgrade or uninstall that one");
        assertThat(release.second("fullnameOverride=other,settings.gateway.namespace=other-gateway")).doesNotContain("installation");

        release.upgrade("--set", "replicaCount=3", "--set", "webhook.timeoutSeconds=7");

        assertThat(release.replicas()).isEqualTo(3);
        assertThat(release.firstWebhook().getTimeoutSeconds()).isEqualTo(7);
        assertKept(release);
        release.rollback();
        assertThat(release.replicas()).isEqualTo(2);
        assertKept(release);
        release.upgrade("--set", "settings.guard.mode=audit");
        assertThat(release.failingClosed()).as("what refuses while no pod answers, which may be why somebody wants to audit").isEmpty();
        release.upgrade("--set", "settings.guard.mode=enforce");
        assertThat(release.armed()).as("until the program has seen its guard refuse").isEmpty();
        release.uninstall();
        assertThat(release.objects()).isEmpty();
    }

    private static void assertKept(Release release) {
        assertThat(release.firstWebhook().getClientConfig().getCaBundle()).isEqualTo("b3Vycw==");
        assertThat(release.armed()).extracting(ValidatingWebhook::getFailurePolicy).containsExactly("Fail");
    }
}
