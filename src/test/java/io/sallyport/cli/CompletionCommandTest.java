package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shells themselves are asked, where the machine has them; bash it always has. */
class CompletionCommandTest {
    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommandsOptionsAndValues() throws IOException, InterruptedException {
        assertThat(bash("sallyport", "che")).containsExactly("check");
        assertThat(bash("sallyport", "doctor", "--cl")).containsExactly("--cluster");
        assertThat(bash("sallyport", "check", "-o", "")).contains("text", "json", "sarif");
    }

    @Test
    void zshReadsTheSameScript() throws IOException, InterruptedException {
        Path script = script("zsh");

        assertThat(shell("zsh", "-f", "-c", "source " + script + " && print ${_comps[sallyport]}"))
                .singleElement()
                .asString()
                .startsWith("_bash_complete ")
                .contains("_complete_sallyport");
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() throws IOException, InterruptedException {
        Path script = script("fish");

        assertThat(fish(script, "sallyport che")).containsExactly("check");
        assertThat(fish(script, "sallyport doctor --cl")).containsExactly("--cluster");
        assertThat(fish(script, "sallyport check -o ")).contains("text", "json", "sarif");
    }

    @Test
    void everyCommandIsInEachScript() {
        List<String> commands = List.of("render", "check", "explain", "status", "doctor", "reach", "completion");

        assertThat(CommandRun.of("completion", "bash").out()).contains(commands);
        assertThat(CommandRun.of("completion", "fish").out()).contains(commands).doesNotContain("null");
        assertThat(CommandRun.of("completion", "tcsh").code()).isEqualTo(2);
    }

    private List<String> bash(String... words) throws IOException, InterruptedException {
        String line = String.join("' '", words);
        // That compopt is no part of a completion here does not matter.
        String asked = "source " + script("bash") + "; COMP_WORDS=('" + line + "'); COMP_CWORD=" + (words.length - 1)
                + "; _complete_sallyport 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        return shell("bash", "-c", asked).stream().map(String::strip).filter(reply -> !reply.isEmpty()).toList();
    }

    /** Without the descriptions behind a tab. */
    private static List<String> fish(Path script, String line) throws IOException, InterruptedException {
        return shell("fish", "--no-config", "-c", "source " + script + "; complete -C '" + line + "'").stream()
                .map(reply -> reply.split("\t")[0])
                .toList();
    }

    private Path script(String shell) throws IOException {
        return Files.writeString(folder.resolve("script." + shell), CommandRun.of("completion", shell).out());
    }

    /** Skips the calling test where there is no such shell. */
    private static List<String> shell(String... command) throws IOException, InterruptedException {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, command[0])));
        assumeTrue(installed, "no " + command[0]);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return printed.lines().toList();
    }
}
