package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GoldenFiles;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Requests, each a folder: {@code in-arguments.txt} holds the command's arguments, one a line, {@code in-claims.yaml} the
 * token, {@code in-objects.yaml} what the cluster holds besides (or instead of) the guard's base.
 */
class ExplainCommandTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> explanations() {
        return GoldenFiles.in("explain", example -> {
            List<String> arguments = new ArrayList<>(List.of("explain", "--cluster", cluster(example).toString()));
            example.in("arguments.txt", "").lines().forEach(arguments::add);
            if (example.has("claims.yaml")) {
                arguments.addAll(List.of("--claims", example.path("claims.yaml").toString()));
            }
            return Map.of("explanation.txt", run(0, arguments));
        });
    }

    @Test
    void printsJsonForPrograms() {
        assertThat(run(0, List.of("explain", "--cluster", BASE.toString(), "-o", "json", "GET", "http://gw.test/kfserving/team/iris")))
                .contains("\"decision\":\"403\"")
                .contains("\"decidedBy\":\"AuthorizationPolicy istio-system/istio-ingressgateway-require-jwt\"")
                .contains("\"stage\":\"deny\"");
    }

    @Test
    void saysWhatCannotBeRead() {
        assertThat(run(2, List.of("explain", "--cluster", BASE.toString(), "GET", "gw/x"))).contains("is no URL");
        assertThat(run(2, List.of("explain", "--cluster", BASE.toString(), "GET", "/x", "-H", "nothing"))).contains("has no colon");
        assertThat(run(2, List.of("explain", "--cluster", folder.resolve("none").toString(), "GET", "/x"))).contains("cannot be read");
    }

    private static String run(int code, List<String> arguments) {
        var printed = new StringWriter();
        CommandLine command = Sallyport.commandLine(Map.of(), _ -> {})
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(printed));
        assertThat(command.execute(arguments.toArray(String[]::new))).as(printed.toString()).isEqualTo(code);
        return printed.toString();
    }

    /** The base, without what the example brings in another form. */
    private Path cluster(GoldenFiles.Case example) {
        try {
            Path manifests = Files.createTempDirectory(folder, "cluster");
            var objects = new LinkedHashMap<String, JsonNode>();
            try (Stream<Path> files = Files.list(BASE)) {
                for (Path file : files.sorted().toList()) {
                    YamlText.read(Files.readString(file)).forEach(object -> objects.put(name(object), object));
                }
            }
            YamlText.read(example.in("objects.yaml", "")).forEach(object -> objects.put(name(object), object));
            example.in("without.txt", "").lines().forEach(objects::remove);
            Files.writeString(manifests.resolve("all.yaml"), YamlText.written(List.copyOf(objects.values())));
            return manifests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(JsonNode object) {
        return ObjectRef.of(object).toString();
    }
}
