package io.sallyport.cli.cluster;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options {@code --kubeconfig} and {@code --context}, as kubectl has them: which cluster is asked, and as whom. */
public final class ConnectionOption {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Kubeconfig of the cluster. Without it, KUBECONFIG, else ~/.kube/config, else in a Pod its own account.")
    private Path file;

    @Option(names = "--context", paramLabel = "NAME", description = "Context of the kubeconfig. Without it, its current one.")
    private String context;

    /** Whether somebody named a cluster. */
    boolean given() {
        return file != null || context != null;
    }

    /** @throws UnreadableInput as {@link Kubeconfig#read} */
    public Config read() {
        return Kubeconfig.read(Optional.ofNullable(file), Optional.ofNullable(context));
    }
}
