package io.sallyport.core.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A fault in each folder of {@code doctor}: Kubeflow as the guard's base has it, with {@code in-change.yaml} written and
 * {@code in-deleted.yaml} deleted; {@code in-installation.yaml} is Sallyport itself, {@code in-settings.yaml} what it runs with. What comes out are errors and warnings.
 */
class ExaminationTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> eachFaultIsNamedWithItsEvidenceAndItsFix() {
        return GoldenFiles.in("doctor", example -> Map.of("findings.txt", findings(example)));
    }

    private static String findings(GoldenFiles.Case example) {
        ClusterObjects cluster = ClusterObjects.of(base());
        for (JsonNode object : documents(example.in("change.yaml", ""))) {
            cluster = cluster.with(object);
        }
        for (JsonNode object : documents(example.in("deleted.yaml", ""))) {
            cluster = cluster.without(ObjectRef.of(object));
        }
        Optional<Installation> installation = example.has("installation.yaml") ? Optional.of(installation(example)) : Optional.empty();
        ExposureSettings settings = settings(example);
        var snapshot = ClusterSnapshot.of(Surroundings.ofManifests(cluster), settings, NOW);
        return new Examination(snapshot, settings, installation).findings().stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(finding -> "%s: %s%n  %s%n  → %s%n".formatted(
                        finding.severity().text(), finding.what(), finding.evidence(), finding.fix()))
                .collect(Collectors.joining());
    }

    private static ExposureSettings settings(GoldenFiles.Case example) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(example.in("settings.yaml", ""))).settings().exposure();
    }

    private static Installation installation(GoldenFiles.Case example) {
        ClusterObjects objects = ClusterObjects.of(documents(example.in("installation.yaml", "")));
        return new Installation(
                named(objects, "ValidatingWebhookConfiguration", "sallyport"),
                named(objects, "ValidatingWebhookConfiguration", "sallyport-armed"),
                named(objects, "Deployment", "sallyport"),
                Optional.of(example.in("certificate-end.txt", "")).map(String::strip).filter(end -> !end.isEmpty()).map(Instant::parse));
    }

    private static Optional<JsonNode> named(ClusterObjects objects, String kind, String name) {
        return Stream.of("admissionregistration.k8s.io", "apps")
                .flatMap(group -> objects.of(new GroupKind(group, kind)).stream())
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    private static List<JsonNode> base() {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.sorted().toList()) {
                objects.addAll(documents(Files.readString(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    private static List<JsonNode> documents(String text) {
        try {
            return YamlText.read(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
