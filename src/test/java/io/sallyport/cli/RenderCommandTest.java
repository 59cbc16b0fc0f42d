package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RenderCommandTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> companions() {
        return GoldenFiles.in("companions", example -> {
            List<String> arguments = new ArrayList<>(List.of("render", "-f", example.path("model.yaml").toString()));
            if (example.has("settings.yaml")) {
                arguments.addAll(List.of("--settings", example.path("settings.yaml").toString()));
            }
            example.in("arguments.txt", "").lines().forEach(arguments::add);
            CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
            return Map.of("companions.yaml", run.out(), "complaints.txt", run.err());
        });
    }

    @Test
    void saysWhichFileHasNoInferenceServiceInIt() {
        CommandRun run = CommandRun.of("render", "-f", "pom.xml");

        assertThat(run.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(run.err()).contains("pom.xml");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void rendersWhatAListHoldsInTheNamespaceThatWasSaid() throws IOException {
        Path list = Files.writeString(folder.resolve("list.yaml"), """
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: serving.kserve.io/v1beta1
                    kind: InferenceService
                    metadata:
                      name: iris
                      labels: {expose-external: "true"}
                      annotations: {sallyport.io/caller: team-b/*}
                    spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """);

        CommandRun run = CommandRun.of("render", "-f", list.toString(), "-n", "team-a");

        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("/kfserving/team-a/iris").doesNotContain("kfserving//");
        assertThat(run.err()).isEqualTo("InferenceService team-a/iris: metadata.annotations[sallyport.io/caller] is not read: the"
                + " annotation is called sallyport.io/callers\n");
        assertThat(CommandRun.of("render", "-f", list.toString()).out()).contains("/kfserving/default/iris");
    }

    @Test
    void everyCommandHasHelpThatShowsItsExitCodes() {
        CommandRun run = CommandRun.of("render", "--help");

        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("Exit codes:");
    }
}
