package io.sallyport.cli.input;

import io.sallyport.cli.output.Reason;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The option {@code --cluster}: the cluster as it is, from files or from where the kubeconfig points to. */
public final class ClusterOption {
    @Option(
            names = "--cluster",
            paramLabel = "DIR",
            description = "Manifests of the cluster as it is: every .yaml, .yml and .json file below this folder. "
                    + "Without it, the cluster of your kubeconfig is read.")
    private Path folder;

    /** @throws UnreadableInput saying which file, or what the cluster refused */
    public Surroundings read(ExposureSettings settings) {
        if (folder == null) {
            return LiveCluster.read(settings);
        }
        Documents documents = Documents.of(files(), "default");
        if (!documents.complaints().isEmpty()) {
            throw new UnreadableInput(String.join("\n", documents.complaints()));
        }
        return Surroundings.ofManifests(ClusterObjects.of(documents.objects()));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
        } catch (IOException e) {
            throw new UnreadableInput("--cluster " + folder + " cannot be read: " + Reason.of(e));
        }
    }
}
