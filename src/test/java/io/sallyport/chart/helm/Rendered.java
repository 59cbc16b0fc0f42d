package io.sallyport.chart.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The objects that the chart makes of some values. */
public record Rendered(List<JsonNode> objects) {
    public static final YAMLMapper YAML = new YAMLMapper();
    private static final Path CASES = Path.of("src", "test", "resources", "chart", "renders");

    /** What was rendered already: a process each time would add up. */
    private static final Map<String, Rendered> KNOWN = new ConcurrentHashMap<>();

    /** Of one of the cases in {@code renders/}. */
    public static Rendered of(String folder) {
        return KNOWN.computeIfAbsent(folder, Rendered::rendered);
    }

    private static Rendered rendered(String folder) {
        Helm.Outcome outcome = Helm.required().template(values(folder));
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        return new Rendered(documents(outcome.output()));
    }

    public static Path values(String folder) {
        return CASES.resolve(folder).resolve("in-values.yaml");
    }

    /** Helm's output is a stream of documents, some of them empty. */
    static List<JsonNode> documents(String yaml) {
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return documents.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("not YAML:\n" + yaml, e);
        }
    }

    public JsonNode the(String kind, String name) {
        List<JsonNode> found = ofKind(kind)
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .toList();
        assertThat(found).as(kind + " " + name).hasSize(1);
        return found.getFirst();
    }

    public Stream<JsonNode> ofKind(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    public static List<String> strings(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    public static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
