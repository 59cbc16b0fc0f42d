package io.sallyport.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubePrograms;
import io.sallyport.apiserver.KubeServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** cert-manager's own controllers, as {@code e2e/verify} builds them, with its own definitions of its kinds. */
record CertManager(Process process) implements AutoCloseable {
    private static final Path MODULE = Path.of("e2e", "parts");

    /** Skips the calling test where it is missing. */
    static CertManager start(KubeServer server, KubernetesClient admin) throws IOException {
        Optional<Path> program = KubePrograms.find("cert-manager");
        assumeTrue(program.isPresent(), "no cert-manager: run e2e/verify once, which builds it");
        Path definitions = source().resolve("deploy").resolve("crds");
        assumeTrue(Files.isDirectory(definitions), "no source of cert-manager: run `go mod download` in " + MODULE);
        try (Stream<Path> files = Files.list(definitions)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                try (InputStream stream = Files.newInputStream(file)) {
                    admin.load(stream).items().forEach(object -> admin.resource(object).create());
                }
            }
        }
        Path log = Files.createDirectories(Path.of("target", "helm")).resolve("cert-manager.log");
        ProcessBuilder builder = new ProcessBuilder(program.orElseThrow().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("KUBECONFIG", server.kubeconfig().toString());
        return new CertManager(builder.start());
    }

    /** Where Go keeps the module. */
    private static Path source() {
        try {
            Process go = new ProcessBuilder(
                            "go", "list", "-m", "-f", "{{.Dir}}", "github.com/cert-manager/cert-manager")
                    .directory(MODULE.toFile())
                    .start();
            return Path.of(new String(go.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Path.of("there-is-no-go");
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
