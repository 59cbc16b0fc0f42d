package io.sallyport.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.cli.input.Environment;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Version;
import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.uninstall.Uninstall;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes everything back before the chart's own objects go; the chart runs it as a hook. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Take back everything that was written: the webhook configurations first, then the routes and companions of every"
                    + " model, the exemption in the shared policy, and the gateway's set with the guard last.",
            "helm uninstall runs this by itself. It can be run again after a failure."
        },
        footer = {"", "Exit codes: 0 nothing is left; 2 the settings cannot be read."})
final class UninstallCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    private SettingsOption settings;

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            defaultValue = "sallyport",
            description = "Our Deployment, which is scaled down so that nothing is written again. Default: ${DEFAULT-VALUE}.")
    private String deployment;

    @Spec
    private CommandSpec command;

    UninstallCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings read = settings.read();
        String namespace = Environment.required(environment, "POD_NAMESPACE");
        PrintWriter out = command.commandLine().getOut();
        try (KubernetesClient client = ClusterClient.open()) {
            new Uninstall(client, read, namespace, deployment, line -> {
                        out.println(line);
                        out.flush();
                    })
                    .run();
        }
        return ExitCode.DONE;
    }
}
