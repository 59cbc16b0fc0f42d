package io.sallyport.controller.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.apiserver.KubeServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real API server refuses of endpoints and of the status of Pods by the chart's policy, and asks nobody about. */
class EndpointPolicyTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path MANIFESTS = Path.of("src", "test", "resources", "chart/renders/default/out-manifests.yaml");
    private static final String ADMISSION = "/apis/admissionregistration.k8s.io/v1/";
    private static final Duration LONGEST_UNTIL_IN_FORCE = Duration.ofSeconds(30);
    private static final String CONTROLLER = "system:serviceaccount:kube-system:endpointslice-controller";

    private static KubeServer server;
    private static KubernetesClient admin;

    @BeforeAll
    static void start() throws IOException {
        server = KubeServer.start();
        admin = server.admin();
        for (String namespace : List.of("istio-system", "auth", "other")) {
            post(admin, "/api/v1/namespaces", "{\"metadata\": {\"name\": \"%s\"}}".formatted(namespace));
        }
        post(admin, "/api/v1/namespaces/istio-system/serviceaccounts", "{\"metadata\": {\"name\": \"default\"}}");
        pod();
        createPolicy();
        waitUntilInForce();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            admin.close();
            server.close();
        }
    }

    @Test
    void aSliceOfTheGatewaysServiceIsWrittenByTheClustersControllersOnly() {
        assertThatThrownBy(() -> slice(admin, "istio-system", "istio-ingressgateway"))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("endpoints: of a Service that the gateway or its sign-in uses");
        try (KubernetesClient controller = as(CONTROLLER)) {
            assertThatCode(() -> slice(controller, "istio-system", "istio-ingressgateway")).doesNotThrowAnyException();
        }
    }

    @Test
    void soAreThoseOfTheSignInOfIstiodAndOfASolverOfAnyName() {
        for (String service : List.of("istiod", "istiod-canary", "authservice", "cm-acme-http-solver-x7k2p")) {
            assertThatThrownBy(() -> slice(admin, "istio-system", service)).as(service).isInstanceOf(KubernetesClientException.class);
        }
        assertThatThrownBy(() -> slice(admin, "auth", "dex")).isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void othersBelongToWhoeverHasThem() {
        assertThatCode(() -> slice(admin, "other", "dex")).doesNotThrowAnyException();
        assertThatCode(() -> slice(admin, "istio-system", "dex")).doesNotThrowAnyException();
        assertThatCode(() -> slice(admin, "istio-system", "")).doesNotThrowAnyException();
    }

    @Test
    void aSliceMayNotBeTurnedToAGuardedService() {
        post(admin, "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices", sliceOf("mine", "web"));

        assertThatThrownBy(() -> admin.discovery().v1().endpointSlices().inNamespace("istio-system").withName("mine")
                        .patch(PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\": {\"labels\": {\"kubernetes.io/service-name\": \"istio-ingressgateway\"}}}"))
                .hasMessageContaining("endpoints: of a Service");
    }

    @Test
    void theOlderKindIsGuardedByItsName() {
        assertThatThrownBy(() -> endpoints("istio-ingressgateway")).hasMessageContaining("endpoints: of a Service");
        assertThatCode(() -> endpoints("web")).doesNotThrowAnyException();
    }

    @Test
    void aWriteOfTheStatusChangesNoLabelOfAGatewaysPod() {
        assertThatThrownBy(() -> status(admin, "{\"metadata\": {\"labels\": {\"app\": \"x\"}}}"))
                .hasMessageContaining("metadata.labels: are not changed by a write of the status");
        assertThatThrownBy(() -> status(admin, "{\"metadata\": {\"annotations\": {\"proxy.istio.io/config\": \"{}\"}}}"))
                .hasMessageContaining("metadata.annotations: by which Istio starts Envoy");
        assertThatCode(() -> status(admin, "{\"metadata\": {\"annotations\": {\"k8s.v1.cni.cncf.io/network-status\": \"[]\"}}}"))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyAKubeletTellsAPodsAddress() {
        String moved = "{\"status\": {\"podIP\": \"10.9.9.9\", \"podIPs\": [{\"ip\": \"10.9.9.9\"}]}}";

        assertThatThrownBy(() -> status(admin, moved)).hasMessageContaining("status.podIP: is where Services lead calls to");
        try (KubernetesClient kubelet = as("system:node:n1", "system:nodes", "system:masters")) {
            assertThatCode(() -> status(kubelet, moved)).doesNotThrowAnyException();
        }
        assertThatCode(() -> status(admin, "{\"status\": {\"phase\": \"Running\"}}")).doesNotThrowAnyException();
    }

    @Test
    void noSecretBringsAnotherClustersEndpoints() {
        String label = "{\"metadata\": {\"labels\": {\"istio/multiCluster\": \"true\"}}}";
        post(admin, "/api/v1/namespaces/istio-system/secrets", secret("later", "false"));

        assertThatThrownBy(() -> post(admin, "/api/v1/namespaces/istio-system/secrets?dryRun=All", secret("remote", "true")))
                .hasMessageContaining("metadata.labels[istio/multiCluster]: lets istiod take endpoints from another cluster");
        assertThatThrownBy(() -> admin.secrets().inNamespace("istio-system").withName("later")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), label))
                .hasMessageContaining("guard.remoteClusters");
        assertThatCode(() -> post(admin, "/api/v1/namespaces/auth/secrets?dryRun=All", secret("remote", "true")))
                .doesNotThrowAnyException();
    }

    private static String secret(String name, String label) {
        return """
                {"metadata": {"name": "%s", "labels": {"istio/multiCluster": "%s"}}, "stringData": {"other": "kubeconfig"}}
                """.formatted(name, label);
    }

    private static void slice(KubernetesClient client, String namespace, String service) {
        post(client, "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices?dryRun=All", sliceOf("x", service));
    }

    private static String sliceOf(String name, String service) {
        return """
                {"metadata": {"name": "%s", "labels": {"kubernetes.io/service-name": "%s"}}, "addressType": "IPv4",
                 "endpoints": [{"addresses": ["10.1.2.3"]}], "ports": [{"name": "http2", "port": 8080}]}
                """.formatted(name, service);
    }

    private static void endpoints(String name) {
        post(admin, "/api/v1/namespaces/istio-system/endpoints?dryRun=All", """
                {"metadata": {"name": "%s"}, "subsets": [{"addresses": [{"ip": "10.1.2.3"}], "ports": [{"port": 8080}]}]}
                """.formatted(name));
    }

    private static void status(KubernetesClient client, String patch) {
        client.pods().inNamespace("istio-system").withName("gateway").subresource("status")
                .patch(new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).withDryRun(List.of("All")).build(), patch);
    }

    private static void pod() {
        post(admin, "/api/v1/namespaces/istio-system/pods", """
                {"metadata": {"name": "gateway", "labels": {"app": "istio-ingressgateway"}},
                 "spec": {"automountServiceAccountToken": false, "containers": [{"name": "a", "image": "a"}]}}
                """);
    }

    private static KubernetesClient as(String user, String... groups) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(admin.getConfiguration())
                        .withImpersonateUsername(user)
                        .withImpersonateGroups(groups.length == 0 ? new String[] {"system:masters"} : groups)
                        .build())
                .build();
    }

    private static void post(KubernetesClient client, String path, String body) {
        client.raw(path, "POST", body);
    }

    /** As the chart has it, without any class of the client in between. */
    private static void createPolicy() throws IOException {
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(MANIFESTS.toFile())) {
            List<JsonNode> ours = documents.readAll().stream()
                    .filter(document -> document.at("/metadata/name").asText().equals("sallyport-endpoints"))
                    .toList();
            assertThat(ours).hasSize(2);
            ours.forEach(document -> admin.raw(
                    ADMISSION + (document.path("kind").asText().endsWith("Binding")
                            ? "validatingadmissionpolicybindings"
                            : "validatingadmissionpolicies"),
                    "POST", document.toString()));
        }
    }

    /** The API server compiles new policies a moment after they are stored. */
    private static void waitUntilInForce() {
        long deadline = System.nanoTime() + LONGEST_UNTIL_IN_FORCE.toNanos();
        while (true) {
            try {
                slice(admin, "istio-system", "istio-ingressgateway");
            } catch (KubernetesClientException e) {
                return;
            }
            assertThat(System.nanoTime()).as("in force in time").isLessThan(deadline);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
