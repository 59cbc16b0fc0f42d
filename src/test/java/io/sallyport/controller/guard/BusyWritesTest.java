package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.ServiceNetwork;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.WebhookReplica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a cluster writes all the time beside the gateway brings no review, by the API server's own count, and what leads the
 * gateway elsewhere by the same resources is refused: a real API server with the chart's configurations, and our webhook.
 */
@Timeout(300)
class BusyWritesTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int WRITES = 20;
    private static final String SLICES = "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices";
    /** The guard's own, without those that a probe of ours is there for. */
    private static final Pattern ASKED = Pattern.compile(
            "(?m)^apiserver_admission_webhook_request_total\\{[^}]*name=\"(routes|services|workloads|definitions)\\.sallyport\\.io\"[^}]*\\} (\\d+)");

    @Test
    void ordinaryWritesAreNotAskedAboutAndHostileOnesAre(@TempDir Path folder) throws Exception {
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(network.argument()).withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                KubernetesClient admin = server.admin()) {
            create(admin, "/api/v1/namespaces/istio-system/services", """
                    {"metadata": {"name": "istio-ingressgateway"}, "spec": {"selector": {"app": "istio-ingressgateway"},
                     "ports": [{"name": "http2", "port": 80, "targetPort": 8080}]}}""");
            create(admin, "/api/v1/namespaces/istio-system/pods", """
                    {"metadata": {"name": "gateway", "labels": {"app": "istio-ingressgateway"}},
                     "spec": {"containers": [{"name": "a", "image": "a"}]}}""");
            create(admin, "/apis/networking.k8s.io/v1/namespaces/team/ingresses", """
                    {"metadata": {"name": "web"}, "spec": {"ingressClassName": "nginx", "rules": [{"http": {"paths": [
                     {"path": "/dex/web", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}]}}]}}""");
            cluster.createProgram();
            try (var replica = new WebhookReplica(server, "sallyport-a", Duration.ofHours(1), Optional.empty())) {
                network.leadsTo(List.of(replica.port()));
                cluster.within(SOON, () -> assertThat(replica.ready()).isTrue());
                cluster.within(SOON, () -> refusesToTurnTheGatewaysService(admin));
                bringsNoReview(admin);
                refusesByASubresource(admin);
            }
        }
    }

    private static void refusesToTurnTheGatewaysService(KubernetesClient admin) {
        assertThatThrownBy(() -> admin.services().inNamespace("istio-system").withName("istio-ingressgateway")
                        .patch(dryRun(), "{\"spec\": {\"selector\": {\"app\": \"red\"}}}"))
                .hasMessageContaining("services.sallyport.io")
                .hasMessageContaining("spec.selector would lead to Pods");
    }

    private static void bringsNoReview(KubernetesClient admin) {
        try (KubernetesClient kubelet = as(admin, "system:node:n1", "system:nodes", "system:masters");
                KubernetesClient endpoints = as(
                        admin, "system:serviceaccount:kube-system:endpointslice-controller", "system:masters")) {
            create(endpoints, SLICES, """
                    {"metadata": {"name": "gateway", "labels": {"kubernetes.io/service-name": "istio-ingressgateway"}},
                     "addressType": "IPv4", "endpoints": [], "ports": []}""");
            long before = asked(admin);
            for (int i = 0; i < WRITES; i++) {
                kubelet.pods().inNamespace("istio-system").withName("gateway").subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), """
                                {"status": {"phase": "Running", "podIP": "10.1.0.%1$d", "podIPs": [{"ip": "10.1.0.%1$d"}]}}""".formatted(i + 1));
                endpoints.discovery().v1().endpointSlices().inNamespace("istio-system").withName("gateway")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), """
                                {"endpoints": [{"addresses": ["10.1.0.%d"]}]}""".formatted(i + 1));
                admin.network().v1().ingresses().inNamespace("team").withName("web").subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), """
                                {"status": {"loadBalancer": {"ingress": [{"ip": "10.2.0.%d"}]}}}""".formatted(i + 1));
            }
            assertThat(asked(admin)).isEqualTo(before).isPositive();
        }
    }

    /** The class of an Ingress, and a Pod's labels, which a write of the status changes as well. */
    private static void refusesByASubresource(KubernetesClient admin) {
        assertThatThrownBy(() -> admin.network().v1().ingresses().inNamespace("team").withName("web").subresource("status")
                        .patch(dryRun(), "{\"metadata\": {\"annotations\": {\"kubernetes.io/ingress.class\": \"istio\"}}}"))
                .hasMessageContaining("routes.sallyport.io")
                .hasMessageContaining("/dex/web");
        assertThatThrownBy(() -> admin.pods().inNamespace("istio-system").withName("gateway").subresource("status")
                        .patch(dryRun(), "{\"metadata\": {\"labels\": {\"app\": \"x\"}}}"))
                .hasMessageContaining("metadata.labels");
    }

    private static long asked(KubernetesClient admin) {
        return ASKED.matcher(admin.raw("/metrics")).results().mapToLong(found -> Long.parseLong(found.group(2))).sum();
    }

    private static PatchContext dryRun() {
        return new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withDryRun(List.of("All")).build();
    }

    private static KubernetesClient as(KubernetesClient admin, String user, String... groups) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(admin.getConfiguration())
                        .withImpersonateUsername(user)
                        .withImpersonateGroups(groups)
                        .build())
                .build();
    }

    private static void create(KubernetesClient client, String path, String body) {
        client.raw(path, "POST", body);
    }
}
