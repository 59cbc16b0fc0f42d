package io.sallyport.cli.selftest;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.cli.input.Environment;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.Version;
import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.guard.AdmissionTrial;
import io.sallyport.core.model.ExposureSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows in a live cluster that the door is guarded, and opens to whom it should; the chart runs it for helm test. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Try, in the cluster as it is, what Sallyport promises: a write that would let requests in without a token is"
                    + " refused, a labelled model is told its URL, and with --model, calls of that model through the gateway are"
                    + " answered with a token and not without. Writes are dry runs: nothing is stored.",
            "helm test runs this by itself. Needs POD_NAMESPACE and POD_SERVICE_ACCOUNT in the environment."
        },
        footer = {"", "Exit codes: 0 all as promised; 1 something is not, and a line says what to do; 2 the input cannot be read."})
public final class SelftestCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    private SettingsOption settings;

    @Option(names = "--model", paramLabel = "NS/NAME", description = "An exposed model that lets our account call it.")
    private String model;

    @Option(
            names = "--url",
            paramLabel = "BASE",
            description = "Beginning of the model's URL, such as http://gateway.example.com. Without it, the URL that people are told.")
    private String base;

    @Option(names = "--token", paramLabel = "FILE", description = "Our token, with the gateway's audience. Needed with --model.")
    private Path token;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "For how long what is not as promised is tried again. Default: ${DEFAULT-VALUE}.")
    private long patience;

    @Spec
    private CommandSpec command;

    public SelftestCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings read = settings.read();
        String namespace = Environment.required(environment, "POD_NAMESPACE");
        String account = namespace + "/" + Environment.required(environment, "POD_SERVICE_ACCOUNT");
        var trials = new Trials(command.commandLine().getOut(), Duration.ofSeconds(patience));
        if (model != null) {
            ModelCall call = call(read.exposure());
            if (token == null) {
                throw new UnreadableInput("--token is missing: --model needs a token to call it with");
            }
            String bearer = SettingsOption.text(token).strip();
            trials.show("GET " + call.url() + " is refused without a token", call::shutWithoutToken);
            trials.show("GET " + call.url() + " is answered for " + account, () -> call.openTo(account, bearer));
        }
        try (KubernetesClient client = ClusterClient.open()) {
            AdmissionTrial admission = new AdmissionTrial(client, read.exposure());
            trials.show("a policy that would let requests in without a token is refused by the guard", admission::guardRefuses);
            trials.show("a labelled model is told its URL", () -> admission.modelIsToldItsUrl(namespace));
            trials.show("the settings name what is there", () -> admission.settingsFitTheCluster(namespace));
        }
        return trials.exitCode();
    }

    private ModelCall call(ExposureSettings exposure) {
        String[] parts = model.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new UnreadableInput("--model " + model + ": write it as NAMESPACE/NAME");
        }
        String url = base == null || base.isEmpty()
                ? exposure.urlOf(parts[0], parts[1])
                : base + exposure.path(parts[0], parts[1]);
        try {
            return new ModelCall(parts[0], parts[1], URI.create(url));
        } catch (IllegalArgumentException e) {
            throw new UnreadableInput("--url " + base + " is no URL: write it like http://gateway.example.com");
        }
    }
}
