package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.cli.output.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor --before-install}, by manifests and by a real API server that has Kubeflow's gateway and no Sallyport. */
class PreflightCommandTest {
    private static final Path KUBEFLOW = Path.of("src/test/resources/cluster/kubeflow.yaml");
    private static final String CHART = "src/test/resources/chart/renders/default/out-manifests.yaml";
    private static final String BASE = "src/test/resources/guard/_base";

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
    }

    @Test
    void readsALiveClusterAndWritesNothing() throws Exception {
        try (KubeServer server = KubeServer.start().withCrds(_ -> true); KubernetesClient admin = server.admin()) {
            server.create(KUBEFLOW, _ -> true);
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, server.kubeconfig().toString());
            List<String> before = stored(admin);

            CommandRun run = settled("doctor", "--before-install", "-f", CHART, "--diff");

            assertThat(run.err()).isEmpty();
            assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.DONE);
            assertThat(run.out()).contains(
                    "  create  AuthorizationPolicy istio-system/sallyport-guard\n",
                    "+++ AuthorizationPolicy istio-system/sallyport-guard\n",
                    "  change  AuthorizationPolicy istio-system/istio-ingressgateway-oauth2-proxy\n",
                    "+        - /kfserving/*\n",
                    "  guard.sallyport.io  (ValidatingWebhookConfiguration)  authorizationpolicies in istio-system; failurePolicy Ignore,"
                            + " and Fail once it was seen to refuse\n",
                    "  sallyport  (ValidatingAdmissionPolicy)  Deny, Audit\n");
            assertThat(stored(admin)).isEqualTo(before);

            server.create(Path.of(CHART), object -> object.getKind().equals("ClusterRole"));
            assertThat(settled("doctor", "--before-install", "-f", CHART, "--for", "ci"))
                    .satisfies(again -> assertThat(again.code()).isEqualTo(ExitCode.REFUSED))
                    .satisfies(again -> assertThat(again.out()).startsWith(
                            "error: Objects of the chart are there already, and of no release: helm install refuses to take them over: ClusterRole sallyport"));
        }
    }

    @Test
    void saysThatAClusterHasNoIstioAndNoKServe() throws Exception {
        try (KubeServer server = KubeServer.start()) {
            System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, server.kubeconfig().toString());

            CommandRun run = settled("doctor", "--before-install", "--for", "ci");

            assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).startsWith("error: Istio is not installed").contains("\nwarning: KServe is not installed");
        }
    }

    @Test
    void takesTheSettingsFromTheChart() throws Exception {
        Path chart = Files.writeString(folder.resolve("chart.yaml"), Files.readString(Path.of(CHART)).replace("prefix: /kfserving", "prefix: /models"));

        CommandRun run = CommandRun.of("doctor", "--before-install", "-o", "json", "--cluster", BASE, "-f", chart.toString());

        assertThat(run.out().lines()).anyMatch(line -> line.contains("\"write\":\"change\"") && line.contains("+        - /models/*"));
        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("{\"admission\":\"guard.sallyport.io"));
    }

    @Test
    void saysWhichInputIsOfNoUse() throws Exception {
        Path other = Files.writeString(folder.resolve("other.yaml"), "{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}");

        assertThat(CommandRun.of("doctor", "--before-install", "--cluster", BASE, "-f", other.toString()).err())
                .contains("has no ConfigMap with settings.yaml");
        assertThat(CommandRun.of("doctor", "--diff", "--cluster", BASE).err()).contains("give --before-install with them");
        assertThat(CommandRun.of("doctor", "--diff", "--cluster", BASE).code()).isEqualTo(ExitCode.UNREADABLE);
    }

    /** An API server puts requests off for some seconds after a definition is new, and a busy machine answers late. */
    private static CommandRun settled(String... arguments) throws InterruptedException {
        CommandRun run = CommandRun.of(arguments);
        for (int tries = 0; run.code() == ExitCode.UNREADABLE && tries < 60; tries++) {
            Thread.sleep(500);
            run = CommandRun.of(arguments);
        }
        return run;
    }

    /** Everything that an installation could have changed, with its version. */
    private static List<String> stored(KubernetesClient admin) {
        return List.of("AuthorizationPolicy", "RequestAuthentication").stream()
                .flatMap(kind -> admin.genericKubernetesResources("security.istio.io/v1", kind).inAnyNamespace().list().getItems().stream())
                .map(object -> object.getMetadata().getName() + " " + object.getMetadata().getResourceVersion())
                .toList();
    }
}
