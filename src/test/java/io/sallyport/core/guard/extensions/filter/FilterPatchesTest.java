package io.sallyport.core.guard.extensions.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.message.Unlisted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known of an EnvoyFilter, and what is not. Each file in {@code filters} says everything that a kind may say. */
class FilterPatchesTest {
    private static final Path ALL_THAT_IS_LISTED = Path.of("src/test/resources/filters");

    static Stream<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(ALL_THAT_IS_LISTED)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("listed")
    void everyListedFieldIsKnown(Path file) throws IOException {
        FilterPatches read = FilterPatches.read(spec(file));
        assertThat(read.unlisted()).isEmpty();
        assertThat(read.patches()).isNotEmpty();
    }

    /** In every mapping of the file, wherever it is. */
    @ParameterizedTest
    @MethodSource("listed")
    void anUnknownFieldIsRefusedWithItsPath(Path file) throws IOException {
        List<String> places = mappings("spec", spec(file));
        assertThat(places).hasSizeGreaterThan(5);
        for (String place : places) {
            JsonNode spec = spec(file);
            at(spec, place).put("unheard_of", 1);
            assertThat(FilterPatches.read(spec).unlisted()).as(place).extracting(Unlisted::path).contains(place + ".unheard_of");
        }
    }

    /** A value of another type would be refused by Envoy, and its listener with it. */
    @ParameterizedTest
    @MethodSource("listed")
    void aValueOfAnotherTypeIsRefused(Path file) throws IOException {
        for (String place : mappings("spec", spec(file))) {
            for (String key : keys(at(spec(file), place))) {
                JsonNode spec = spec(file);
                at(spec, place).putArray(key).addArray().add(false);
                assertThat(FilterPatches.read(spec).harmless()).as(place + "." + key).isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT_FIRST,, true", "INSERT_BEFORE,, true", "INSERT_BEFORE, envoy.filters.http.rbac, true",
        "INSERT_AFTER, envoy.filters.http.rbac, true", "INSERT_AFTER,, false", "INSERT_AFTER, envoy.filters.http.router, false",
        "INSERT_AFTER, envoy.router, false", "ADD,, false", "REPLACE, envoy.filters.http.rbac, false",
        "MERGE, envoy.filters.http.rbac, false", "REMOVE, envoy.filters.http.rbac, false", ",, false"
    })
    void aFilterStandsBeforeTheRouter(String operation, String subFilter, boolean harmless) {
        assertThat(FilterPatches.read(inserted(operation, subFilter, "cors", "cors.v3.Cors")).harmless()).isEqualTo(harmless);
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT_BEFORE, envoy.filters.http.router, true", "INSERT_FIRST,, false", "INSERT_BEFORE, envoy.filters.http.rbac, false",
        "INSERT_BEFORE, envoy.filters.http.cors, false", "INSERT_AFTER, envoy.filters.http.rbac, false"
    })
    void whatWritesHeadersOfTheRequestStandsWhereEveryPolicyHasDecided(String operation, String subFilter, boolean harmless) {
        assertThat(FilterPatches.read(inserted(operation, subFilter, "grpc_web", "grpc_web.v3.GrpcWeb")).harmless())
                .isEqualTo(harmless);
    }

    @ParameterizedTest
    @CsvSource({
        "rbac, cors.v3.Cors", "cors, rbac.v3.RBAC", "cors, grpc_web.v3.GrpcWeb", "lua, lua.v3.Lua", "ratelimit, ratelimit.v3.RateLimit",
        "jwt_authn, cors.v3.Cors"
    })
    void nameAndTypeBelongTogether(String name, String type) {
        assertThat(FilterPatches.read(inserted("INSERT_FIRST", null, name, type)).harmless()).isFalse();
    }

    @Test
    void twoSpellingsOfOneFieldAreRefused() throws IOException {
        JsonNode spec = spec(ALL_THAT_IS_LISTED.resolve("buffer.yaml"));
        ((ObjectNode) spec.at("/configPatches/0/patch/value/typed_config")).put("maxRequestBytes", 7);
        assertThat(FilterPatches.read(spec).harmless()).isFalse();
    }

    @Test
    void whatPatchesNothingIsHarmless() throws IOException {
        assertThat(FilterPatches.read(YamlText.read("configPatches: []").getFirst()).harmless()).isTrue();
    }

    private static JsonNode inserted(String operation, String subFilter, String name, String type) {
        String filter = subFilter == null ? "" : ", subFilter: {name: " + subFilter + "}";
        String written = operation == null ? "" : "operation: " + operation + ", ";
        try {
            return YamlText.read("""
                    configPatches:
                    - applyTo: HTTP_FILTER
                      match: {context: GATEWAY, listener: {filterChain: {filter: {name: x%s}}}}
                      patch: {%svalue: {name: envoy.filters.http.%s, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.%s}}}
                    """.formatted(filter, written, name, type)).getFirst();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JsonNode spec(Path file) throws IOException {
        return YamlText.read(Files.readString(file)).getFirst();
    }

    /** The paths of all mappings below, in the form in which faults name them; which Pods are meant is another judge's. */
    private static List<String> mappings(String path, JsonNode node) {
        List<String> found = new ArrayList<>();
        if (node.isObject()) {
            boolean map = path.endsWith("typed_per_filter_config");
            if (!map) {
                found.add(path);
            }
            node.properties().forEach(entry -> {
                if (!entry.getKey().equals("workloadSelector")) {
                    found.addAll(mappings(path + "." + entry.getKey(), entry.getValue()));
                }
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            found.addAll(mappings(path + "[" + i + "]", node.path(i)));
        }
        return found;
    }

    private static List<String> keys(ObjectNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(key -> {
            if (!key.equals("workloadSelector")) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static ObjectNode at(JsonNode spec, String path) {
        JsonNode node = spec;
        // Names of filters have dots themselves.
        String name = "envoy.filters.http.local_ratelimit";
        for (String step : path.replace(name, "%").split("[.\\[\\]]+")) {
            if (step.equals("spec")) {
                continue;
            }
            node = step.matches("\\d+") ? node.path(Integer.parseInt(step)) : node.path(step.equals("%") ? name : step);
        }
        return (ObjectNode) node;
    }
}
