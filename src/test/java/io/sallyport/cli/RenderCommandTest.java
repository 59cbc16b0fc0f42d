package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GoldenFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

class RenderCommandTest {

    @TestFactory
    Stream<DynamicTest> companions() {
        return GoldenFiles.in("companions", example -> {
            List<String> arguments = new ArrayList<>(List.of("render", "-f", example.path("model.yaml").toString()));
            if (example.has("settings.yaml")) {
                arguments.addAll(List.of("--settings", example.path("settings.yaml").toString()));
            }
            example.in("arguments.txt", "").lines().forEach(arguments::add);
            Run run = run(arguments.toArray(String[]::new));
            return Map.of("companions.yaml", run.out, "complaints.txt", run.err);
        });
    }

    @Test
    void saysWhichFileHasNoInferenceServiceInIt() {
        Run run = run("render", "-f", "pom.xml");

        assertThat(run.code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(run.err).contains("pom.xml");
        assertThat(run.out).isEmpty();
    }

    @Test
    void everyCommandHasHelpThatShowsItsExitCodes() {
        Run run = run("render", "--help");

        assertThat(run.code).isEqualTo(ExitCode.DONE);
        assertThat(run.out).contains("Exit codes:");
    }

    private record Run(int code, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Sallyport.commandLine(Map.of(), code -> {})
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = commandLine.execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }
}
