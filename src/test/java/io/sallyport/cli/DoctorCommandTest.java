package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Kubeflow as it comes, as the guard's base has it, and on what somebody broke. */
class DoctorCommandTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");
    private static final String HOLE = "curl -H 'Host: flowers-team.example.com' http://GATEWAY/dex/";

    @TempDir
    private Path folder;

    @Test
    void reachFindsTheHoleThatKubeflowShipsWith() {
        CommandRun run = CommandRun.of("reach", "--without-token", "--cluster", BASE.toString());

        assertThat(run.out().lines()).anyMatch(line -> line.startsWith("open      " + HOLE + " reaches knative-local-gateway"));
        assertThat(run.out().lines())
                .anyMatch(line -> line.startsWith("approved  curl http://GATEWAY/oauth2/ reaches oauth2-proxy"))
                .anyMatch(line -> line.startsWith("approved  curl http://GATEWAY/dex/ reaches dex.auth"))
                .hasSize(3);
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void reachIsLimitedToPaths() {
        CommandRun run = CommandRun.of("reach", "--without-token", "--path", "/oauth2/*", "--cluster", BASE.toString());

        assertThat(run.out().lines()).allMatch(line -> line.contains("/oauth2/"));
        assertThat(CommandRun.of("reach", "--without-token", "--path", "/pipeline/*", "--cluster", BASE.toString()).out()).isEmpty();
    }

    @Test
    void everythingIsReachedWhereNothingDenies() throws IOException {
        Path cluster = cluster(Stream.of("istio-ingressgateway-require-jwt", "sallyport-guard"));

        CommandRun run = CommandRun.of("doctor", "--cluster", cluster.toString(), "--for", "ci");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out().lines().findFirst().orElse("")).startsWith("error: Requests without a token are not denied below /kfserving");
    }

    @Test
    void saysTheWorstFirstWithTheRequestAndTheWayForward() throws IOException {
        CommandRun run = CommandRun.of("doctor", "--cluster", BASE.toString(), "-o", "json");

        List<JsonNode> findings = run.out().lines().map(DoctorCommandTest::tree).toList();
        assertThat(findings.getFirst().path("severity").asText()).isEqualTo("error");
        assertThat(findings.getFirst().path("evidence").asText()).startsWith(HOLE);
        assertThat(findings.getFirst().path("fix").asText()).contains("settings.gateway.signInHosts");
        assertThat(findings).extracting(finding -> finding.path("severity").asText()).isSortedAccordingTo(
                Comparator.comparing(List.of("error", "warning", "note")::indexOf));
        assertThat(CommandRun.of("doctor", "--cluster", BASE.toString(), "--for", "ci").out()).doesNotContain("note:");
    }

    @Test
    void namesTheModelsThatHaveAWayInOfKServesOwn() throws IOException {
        Path cluster = cluster(Stream.empty());
        Path routes = cluster.resolve("kserve.yaml");
        Files.writeString(routes, Files.readString(routes)
                .replace("  name: flowers\n", "  name: flowers\n  labels: {expose-external: \"true\"}\n"));

        assertThat(CommandRun.of("doctor", "--cluster", cluster.toString()).out())
                .contains("flowers.team.svc.cluster.local, flowers-team.example.com: KServe's label networking.knative.dev/visibility");
        assertThat(CommandRun.of("doctor", "--cluster", BASE.toString()).out()).doesNotContain("KServe's own way in");
    }

    private static JsonNode tree(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The base without the policies of these names. */
    private Path cluster(Stream<String> without) throws IOException {
        List<String> names = without.toList();
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.toList()) {
                String kept = String.join("\n---\n", Stream.of(Files.readString(file).split("(?m)^---$"))
                        .filter(document -> names.stream().noneMatch(name -> document.contains("name: " + name)))
                        .toList());
                Files.writeString(folder.resolve(file.getFileName()), kept);
            }
        }
        return folder;
    }
}
