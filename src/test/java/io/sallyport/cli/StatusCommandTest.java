package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GoldenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Clusters, each a folder: {@code in-objects.yaml} is what it holds besides the guard's base. */
class StatusCommandTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> statuses() {
        return GoldenFiles.in("status", example -> {
            Path cluster = cluster(example.in("objects.yaml", ""));
            return Map.of(
                    "status.txt", statuses(example, cluster, "text"),
                    "wide.txt", statuses(example, cluster, "wide"),
                    "status.json", statuses(example, cluster, "json"));
        });
    }

    private static String statuses(GoldenFiles.Case example, Path cluster, String format) {
        List<String> arguments = new ArrayList<>(List.of("status", "-A", "--cluster", cluster.toString(), "-o", format));
        if (example.has("settings.yaml")) {
            arguments.addAll(List.of("--settings", example.path("settings.yaml").toString()));
        }
        return CommandRun.of(arguments.toArray(String[]::new)).out();
    }

    @Test
    void showsOneNamespaceUnlessAllAreAskedFor() {
        Path cluster = cluster("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: closed, namespace: team-b, labels: {expose-external: "false"}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """);

        assertThat(CommandRun.of("status", "-n", "team-b", "--cluster", cluster.toString()).out()).startsWith("NAME").contains("closed");
        CommandRun none = CommandRun.of("status", "-n", "team-a", "--cluster", cluster.toString());
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).contains("-A shows every namespace");
        assertThat(none.code()).isZero();
    }

    /** What the base's models are is not asked here. */
    private Path cluster(String objects) {
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(folder.resolve("objects.yaml"), objects);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
