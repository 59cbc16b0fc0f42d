package io.sallyport.chart.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The chart as a release in a real API server. Nobody runs pods there: so without hooks, and without waiting. */
public record Release(Helm helm, Path kubeconfig, KubernetesClient client) {
    private static final String IMAGE = "image.repository=registry.example.com/sallyport";
    private static final PatchContext BY_THE_PROGRAM = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager("sallyport")
            .build();

    public void install() {
        run("install", "sallyport", Helm.CHART.toString(), "--set", IMAGE);
    }

    public void upgrade(String... values) {
        run("upgrade", Stream.concat(Stream.of("sallyport", Helm.CHART.toString(), "--set", IMAGE), Stream.of(values))
                .toArray(String[]::new));
    }

    /** What helm says to another release, in another namespace; nothing is stored. */
    public String second(String values) {
        return helm.run(
                        "install", "second", Helm.CHART.toString(), "--set", IMAGE + "," + values, "--namespace", "second", "--no-hooks",
                        "--dry-run=server", "--kubeconfig", kubeconfig.toString())
                .errors();
    }

    public void rollback() {
        run("rollback", "sallyport");
    }

    public void uninstall() {
        run("uninstall", "sallyport");
    }

    private void run(String command, String... about) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(about));
        arguments.addAll(List.of("--namespace", "sallyport", "--no-hooks", "--kubeconfig", kubeconfig.toString()));
        Helm.Outcome outcome = helm.run(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(arguments + "\n" + outcome.errors()).isZero();
    }

    /** As the program does once it has a certificate, and its guard was seen to refuse. */
    public void writeAsTheProgram(String ca) {
        var configurations = client.admissionRegistration().v1();
        configurations.mutatingWebhookConfigurations().withName("sallyport").patch(BY_THE_PROGRAM, """
                [{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": "%s"}]""".formatted(ca));
        ValidatingWebhook armed = configurations.validatingWebhookConfigurations().withName("sallyport").require()
                .getWebhooks()
                .getFirst();
        armed.setFailurePolicy("Fail");
        configurations.validatingWebhookConfigurations().withName("sallyport-armed").patch(BY_THE_PROGRAM, """
                [{"op": "add", "path": "/webhooks", "value": [%s]}]"""
                .formatted(client.getKubernetesSerialization().asJson(armed)));
    }

    public MutatingWebhook firstWebhook() {
        return client.admissionRegistration().v1().mutatingWebhookConfigurations().withName("sallyport").require()
                .getWebhooks()
                .getFirst();
    }

    public List<ValidatingWebhook> armed() {
        return client.admissionRegistration().v1().validatingWebhookConfigurations().withName("sallyport-armed").require()
                .getWebhooks();
    }

    /** The webhooks of ours that refuse what nobody judges. */
    public List<String> failingClosed() {
        var registrations = client.admissionRegistration().v1();
        return Stream.concat(
                        registrations.validatingWebhookConfigurations().list().getItems().stream()
                                .flatMap(configuration -> configuration.getWebhooks().stream())
                                .filter(webhook -> webhook.getFailurePolicy().equals("Fail"))
                                .map(ValidatingWebhook::getName),
                        registrations.mutatingWebhookConfigurations().list().getItems().stream()
                                .flatMap(configuration -> configuration.getWebhooks().stream())
                                .filter(webhook -> webhook.getFailurePolicy().equals("Fail"))
                                .map(MutatingWebhook::getName))
                .toList();
    }

    public int replicas() {
        return client.apps().deployments().inNamespace("sallyport").withName("sallyport").require().getSpec().getReplicas();
    }

    /** What carries the release's label, of every kind that the chart has. */
    public List<String> objects() {
        return Rendered.of("default").objects().stream()
                .map(object -> List.of(object.path("apiVersion").asText(), object.path("kind").asText()))
                .distinct()
                .flatMap(kind -> client.genericKubernetesResources(kind.getFirst(), kind.getLast()).inAnyNamespace()
                        .withLabel("app.kubernetes.io/instance", "sallyport").list().getItems().stream())
                .map(HasMetadata::getFullResourceName)
                .toList();
    }
}
