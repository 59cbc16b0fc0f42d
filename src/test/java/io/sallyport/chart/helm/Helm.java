package io.sallyport.chart.helm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.apiserver.KubePrograms;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A helm that the chart's tests run: a real one, which sees no cluster unless it is given one. */
public record Helm(Path binary) {
    public static final Path CHART = Path.of("charts", "sallyport");
    /** The oldest one with all that the chart can bring: what renders must not depend on what helm was built for. */
    public static final String KUBERNETES = "1.31.0";

    /** Those that the chart has to work with. */
    public enum Major {
        HELM_4("helm"),
        HELM_3("helm3");

        private final String program;

        Major(String program) {
            this.program = program;
        }

        /** Skips the calling test where it is missing. */
        public Helm required() {
            Optional<Path> found = candidates().filter(Files::isExecutable).findFirst();
            assumeTrue(found.isPresent(), "no " + program + ": name it with -D" + program + "=FILE, or run e2e/verify once,"
                    + " which builds it");
            return new Helm(found.orElseThrow());
        }

        /** What was named, then what {@code e2e/cluster} built, then what the machine has. */
        private Stream<Path> candidates() {
            Stream<Path> named = Stream.of(Objects.requireNonNullElse(System.getProperty(program), ""))
                    .filter(path -> !path.isBlank())
                    .map(Path::of);
            String searched = Objects.requireNonNullElse(System.getenv("PATH"), "");
            Stream<Path> installed =
                    Stream.of(searched.split(File.pathSeparator)).map(folder -> Path.of(folder, program));
            return Stream.of(named, KubePrograms.find(program).stream(), installed).flatMap(paths -> paths);
        }
    }

    /** What a run of helm printed and how it ended. */
    public record Outcome(int exitCode, String output, String errors) {}

    /** The one that most tests run. */
    public static Helm required() {
        return Major.HELM_4.required();
    }

    /** The whole chart as the given values make it. */
    public Outcome template(Path values, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "template", "sallyport", CHART.toString(), "--namespace", "sallyport", "--values", values.toString(),
                "--kube-version", KUBERNETES));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    public Outcome run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        command.addAll(List.of(arguments));
        try {
            Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target", "helm")), "run");
            Path output = home.resolve("output");
            Path errors = home.resolve("errors");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("HOME", home.toString());
            builder.environment().put("KUBECONFIG", home.resolve("no-cluster").toString());
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("helm takes longer than a minute: " + command);
            }
            return new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }
}
