package io.sallyport.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    public ClusterObjects read(ExposureSettings settings) {
        if (folder == null) {
            return LiveCluster.read(settings);
        }
        List<JsonNode> objects = new ArrayList<>();
        files().forEach(file -> objects.addAll(documents(file)));
        return ClusterObjects.of(objects);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
        } catch (IOException e) {
            throw new UnreadableInput("--cluster " + folder + " cannot be read: " + e);
        }
    }

    /** The objects of a file; those inside a {@code List} are taken out of it. */
    public static List<JsonNode> documents(Path file) {
        try {
            List<JsonNode> objects = YamlText.read(SettingsOption.text(file)).stream()
                    .flatMap(document -> document.path("kind").asText().endsWith("List") && document.path("items").isArray()
                            ? Json.elements(document.path("items")).stream()
                            : Stream.of(document))
                    .toList();
            for (int i = 0; i < objects.size(); i++) {
                ObjectRef ref = ObjectRef.of(objects.get(i));
                if (ref.kind().isEmpty() || ref.apiVersion().isEmpty() || ref.name().isEmpty()) {
                    throw new UnreadableInput(file + ", document " + (i + 1)
                            + ": apiVersion, kind or metadata.name is missing");
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UnreadableInput(file + " is not YAML: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }
}
