package io.sallyport.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** The helm that the chart's tests run: the real one, which never sees a cluster here. */
record Helm(Path binary) {
    static final Path CHART = Path.of("charts", "sallyport");
    /** The oldest one with all that the chart can bring: what renders must not depend on what helm was built for. */
    static final String KUBERNETES = "1.31.0";
    private static final String VERSION = "v4.3.1";

    /** What a run of helm printed and how it ended. */
    record Outcome(int exitCode, String output, String errors) {}

    /** Skips the calling test where there is no helm. */
    static Helm required() {
        Optional<Path> found = candidates().filter(Files::isExecutable).findFirst();
        assumeTrue(found.isPresent(), "no helm: put helm " + VERSION + " on the PATH, name it with -Dhelm=FILE or"
                + " SALLYPORT_HELM, or run e2e/cluster up once, which builds it");
        return new Helm(found.orElseThrow());
    }

    /** What was named, then what {@code e2e/cluster} built, then what the machine has. */
    private static Stream<Path> candidates() {
        Stream<String> named = Stream.of(System.getProperty("helm"), System.getenv("SALLYPORT_HELM"));
        String home = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home") + "/.cache");
        String cache = Objects.requireNonNullElse(System.getenv("SALLYPORT_CACHE"), home + "/sallyport");
        Stream<String> built = Stream.of(cache + "/bin/helm-" + VERSION);
        String searched = Objects.requireNonNullElse(System.getenv("PATH"), "");
        Stream<String> installed = Stream.of(searched.split(File.pathSeparator)).map(folder -> folder + "/helm");
        return Stream.of(named, built, installed)
                .flatMap(paths -> paths)
                .filter(path -> path != null && !path.isBlank())
                .map(Path::of);
    }

    /** The whole chart as the given values make it. */
    Outcome template(Path values, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "template", "sallyport", CHART.toString(), "--namespace", "sallyport", "--values", values.toString(),
                "--kube-version", KUBERNETES));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    Outcome run(String... arguments) {
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
