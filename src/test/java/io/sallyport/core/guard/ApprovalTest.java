package io.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever writes into the settings what a refusal tells, is not refused for the same again. */
class ApprovalTest {
    private static final Path CASES = Path.of("src/test/resources/guard");
    private static final Pattern HASH = Pattern.compile("put (sha256:[0-9a-f]{64}) into .*settings\\.guard\\.extensions");
    private static final Pattern ISSUER = Pattern.compile("settings\\.guard\\.issuers: \\{\"(.*)\": \"(.*)\"}");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.filter(folder -> folder.getFileName().toString().matches(
                            "bypass-(tokens|extension|mesh|pod|istiod)-.*"))
                    .filter(folder -> !Files.exists(folder.resolve("in-delete.txt")))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void helps(Path folder) throws IOException {
        ClusterObjects cluster = cluster(folder);
        JsonNode object = YamlText.read(Files.readString(folder.resolve("in-change.yaml"))).getFirst();
        ExposureSettings settings = settings(folder);
        List<Fault> faults = new Guard(settings).faults(write(object, cluster), cluster);
        assertThat(faults).isNotEmpty();
        List<String> extensions = new ArrayList<>(settings.guard().extensions());
        Map<String, String> issuers = new LinkedHashMap<>(settings.guard().issuers());
        faults.forEach(fault -> {
            Matcher hash = HASH.matcher(fault.fix());
            if (hash.find()) {
                extensions.add(hash.group(1));
            }
            Matcher issuer = ISSUER.matcher(fault.fix());
            if (issuer.find()) {
                issuers.put(issuer.group(1), issuer.group(2));
            }
        });
        List<Fault> left = new Guard(with(settings, issuers, extensions)).faults(write(object, cluster), cluster);
        assertThat(left).allSatisfy(fault -> assertThat(fault.fix()).doesNotContain("settings.guard"));
    }

    private static Write write(JsonNode object, ClusterObjects cluster) {
        ObjectRef ref = ObjectRef.of(object);
        JsonNode before = cluster.of(GroupKind.of(ref)).stream()
                .filter(stored -> ObjectRef.of(stored).sameObject(ref))
                .findFirst()
                .orElse(Json.none());
        return new Write(ref, before, object, false);
    }

    private static ClusterObjects cluster(Path folder) throws IOException {
        List<JsonNode> base = new ArrayList<>();
        try (Stream<Path> files = Files.list(CASES.resolve("_base"))) {
            for (Path file : files.sorted().toList()) {
                base.addAll(YamlText.read(Files.readString(file)));
            }
        }
        ClusterObjects cluster = ClusterObjects.of(base);
        Path before = folder.resolve("in-before.yaml");
        for (JsonNode object : Files.exists(before) ? YamlText.read(Files.readString(before)) : List.<JsonNode>of()) {
            cluster = cluster.with(object);
        }
        return cluster;
    }

    private static ExposureSettings settings(Path folder) throws IOException {
        Path file = folder.resolve("in-settings.yaml");
        String text = Files.exists(file) ? Files.readString(file) : "";
        return ((SettingsFile.Reading.Read) SettingsFile.parse(text)).settings().exposure();
    }

    private static ExposureSettings with(ExposureSettings s, Map<String, String> issuers, List<String> extensions) {
        var guard = new ExposureSettings.Guard(
                s.guard().mode(), s.guard().exposeInAudit(), s.guard().create(), s.guard().scope(), s.guard().allowedExemptions(), issuers, extensions, s.guard().signIn());
        return new ExposureSettings(
                s.label(), s.prefix(), s.url(), s.clusterDomain(), s.trustDomain(), s.gateway(), s.policies(), s.tokens(),
                s.callers(), guard, s.exemption(), s.pods(), s.limits(), s.routeTimeout(), s.kserve(), s.rates(), s.access());
    }
}
