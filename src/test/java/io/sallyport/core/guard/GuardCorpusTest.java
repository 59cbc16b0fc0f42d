package io.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.Judgement;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.Rehearsal;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Ways in, and honest work, each a folder: {@code in-change.yaml} holds the writes, {@code in-before.yaml} what the
 * cluster has besides (or instead of) the files in {@code _base}, {@code in-delete.txt} says that they are deletions.
 * Those whose names begin with {@code field} are what people asked for in public, one write after the other;
 * {@code in-verdicts.txt} says of each write what has to become of it: ALLOWED, PATCHED or DENIED.
 */
class GuardCorpusTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TestFactory
    Stream<DynamicTest> verdicts() {
        return GoldenFiles.in("guard", example -> {
            Path folder = example.path("change.yaml").getParent();
            List<JsonNode> verdicts = play(example).stream().map(Judgement::tree).toList();
            String name = folder.getFileName().toString();
            assertThat(name).as("a case is named after what it is").matches("(bypass|legit|field)-.*");
            List<String> told = verdicts.stream().map(verdict -> verdict.path("verdict").asText()).toList();
            if (name.startsWith("field-")) {
                assertThat(told).as(name + " is judged: " + verdicts).isEqualTo(example.in("verdicts.txt", "").lines().toList());
            } else {
                assertThat(told.stream().map("DENIED"::equals).toList())
                        .as(name + " is judged: " + verdicts)
                        .containsOnly(name.startsWith("bypass-"));
            }
            return Map.of("verdict.yaml", YamlText.written(verdicts));
        });
    }

    private static List<Judgement> play(GoldenFiles.Case example) {
        var rehearsal = new Rehearsal(settings(example.in("settings.yaml", "")));
        Surroundings cluster = Surroundings.ofManifests(before(example));
        boolean deletes = example.has("delete.txt") && example.in("delete.txt", "").isEmpty();
        List<Judgement> judgements = new ArrayList<>();
        for (JsonNode object : documents(example.in("change.yaml", ""))) {
            Rehearsal.Played played = deletes
                    ? rehearsal.delete(object, cluster, NOW)
                    : rehearsal.write(object, cluster, NOW);
            judgements.add(Judgement.of(played));
            cluster = played.cluster();
        }
        return judgements;
    }

    private static ClusterObjects before(GoldenFiles.Case example) {
        ClusterObjects cluster = ClusterObjects.of(base());
        for (JsonNode object : documents(example.in("before.yaml", ""))) {
            cluster = cluster.with(object);
        }
        return cluster;
    }

    private static List<JsonNode> base() {
        try (Stream<Path> files = Files.list(BASE)) {
            List<JsonNode> objects = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                objects.addAll(YamlText.read(Files.readString(file)));
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ExposureSettings settings(String yaml) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }

    private static List<JsonNode> documents(String yaml) {
        try {
            return YamlText.read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
