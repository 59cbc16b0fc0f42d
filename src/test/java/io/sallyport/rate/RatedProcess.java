package io.sallyport.rate;

import io.sallyport.tls.Pkix;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A {@link RatedServer} in a process of its own, with the JVM flags of the image.
 *
 * @param port  on localhost
 * @param trust in its CA
 */
record RatedProcess(Process process, int port, SSLContext trust) implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmn16m", "-XX:SurvivorRatio=3", "-XX:TargetSurvivorRatio=90");

    static RatedProcess start(Path folder) throws Exception {
        Path authorities = folder.resolve("ca.pem");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RatedServer.class.getName(), authorities.toString()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // What it logs comes first.
        String port = output.lines().filter(line -> line.matches("\\d+")).findFirst().orElseThrow();
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return new RatedProcess(process, Integer.parseInt(port), Pkix.trusting(Files.readString(authorities)));
    }

    /** What it has taken of all processors. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().dividedBy(Duration.ofMillis(1)) / 1000.0;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
