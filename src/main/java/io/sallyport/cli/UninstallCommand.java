package io.sallyport.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.cli.input.Environment;
import io.sallyport.cli.cluster.ConnectionOption;
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
            "helm uninstall runs this by itself, and the chart's value uninstall.now does where Helm's hooks do not run. By hand it"
                    + " cleans up after manifests that were simply deleted. It can be run again after a failure."
        },
        footer = {"", "Exit codes: 0 nothing is left; 2 the settings or the cluster cannot be read."})
final class UninstallCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Mixin
    private SettingsOption settings;

    @Mixin
    private ConnectionOption connection;

    @Option(
            names = "--deployment",
            paramLabel = "NAME",
            defaultValue = "sallyport",
            description = "Our Deployment, which is scaled down so that nothing is written again. Default: ${DEFAULT-VALUE}.")
    private String deployment;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "Our own namespace. Without it, that of the Pod that this runs in.")
    private String namespace;

    @Option(
            names = "--release",
            paramLabel = "NAME",
            description = "Do nothing unless this Helm release installed us: the chart's hook says it, so that a hook that was"
                    + " applied without Helm does no harm.")
    private String release;

    @Spec
    private CommandSpec command;

    UninstallCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings read = settings.read();
        String own = namespace == null ? Environment.required(environment, "POD_NAMESPACE") : namespace;
        PrintWriter out = command.commandLine().getOut();
        try (KubernetesClient client = ClusterClient.open(connection.read())) {
            var uninstall = new Uninstall(client, read, own, deployment, line -> {
                out.println(line);
                out.flush();
            });
            if (release != null && !uninstall.isOfRelease(release)) {
                out.println("nothing is taken back: " + own + "/" + deployment + " is not of the Helm release " + release
                        + ". To remove what was installed without Helm, set the chart's value uninstall.now to true");
                return ExitCode.DONE;
            }
            uninstall.run();
        }
        return ExitCode.DONE;
    }
}
