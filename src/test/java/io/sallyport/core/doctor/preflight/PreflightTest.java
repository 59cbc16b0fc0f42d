package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.PreflightText;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A cluster in each folder of {@code preflight}: Kubeflow before anybody installed Sallyport, with {@code in-change.yaml}
 * written, {@code in-deleted.yaml} deleted, and without the API groups of {@code in-groups-missing.txt}. The chart is the one
 * with default values, but for {@code in-settings.yaml}.
 */
class PreflightTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");
    private static final Path CHART = Path.of("src/test/resources/chart/renders/default/out-manifests.yaml");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> eachClusterIsJudgedBeforeAnythingIsInstalled() {
        return GoldenFiles.in("preflight", PreflightTest::outputs);
    }

    private static Map<String, String> outputs(GoldenFiles.Case example) {
        List<JsonNode> objects = objects(example);
        var chart = new RenderedChart(documents(read(CHART)));
        Settings settings = settings(example.in("settings.yaml", chart.settings().orElseThrow()));
        var target = InstallTarget.ofManifests(Surroundings.ofManifests(ClusterObjects.of(objects)), objects);
        var planned = PlannedGateway.of(target.surroundings(), settings.exposure(), NOW);
        String findings = new Preflight(target, chart, settings.exposure(), planned, NOW)
                .findings().stream()
                .map(finding -> "%s: %s%n  %s%n%s".formatted(
                        finding.severity().text(), finding.what(), finding.evidence(),
                        finding.fix().isEmpty() ? "" : "  → " + finding.fix() + "\n"))
                .collect(Collectors.joining());
        return Map.of("findings.txt", findings, "writes.txt", new PreflightText(planned, List.of(), false).text());
    }

    private static List<JsonNode> objects(GoldenFiles.Case example) {
        List<JsonNode> objects = new ArrayList<>(base());
        for (JsonNode object : documents(example.in("change.yaml", ""))) {
            objects.removeIf(former -> ObjectRef.of(former).sameObject(ObjectRef.of(object)));
            objects.add(object);
        }
        for (JsonNode object : documents(example.in("deleted.yaml", ""))) {
            objects.removeIf(former -> ObjectRef.of(former).sameObject(ObjectRef.of(object)));
        }
        List<String> groups = example.in("groups-missing.txt", "").lines().toList();
        objects.removeIf(object -> groups.contains(ObjectRef.of(object).group()) || groups.contains(object.at("/spec/group").asText()));
        return objects;
    }

    /** The guard's cluster without what Sallyport has written there. */
    private static List<JsonNode> base() {
        try (Stream<Path> files = Files.list(BASE)) {
            return files.filter(file -> !file.endsWith("sallyport.yaml"))
                    .sorted()
                    .flatMap(file -> documents(read(file).replace(", /kfserving, /kfserving/*]", "]")
                            .replaceAll("(?m)^  annotations: \\{sallyport.io/exempted:.*\n", "")).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Settings settings(String text) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(text)).settings();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> documents(String text) {
        try {
            return YamlText.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
