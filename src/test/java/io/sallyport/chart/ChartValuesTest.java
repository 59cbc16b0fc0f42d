package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.GeneratedPart;
import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import io.sallyport.chart.helm.ValuesTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** values.yaml, values.schema.json, the README's table and the reference of settings speak of the same values. */
class ChartValuesTest {
    private static final Path VALUES = Helm.CHART.resolve("values.yaml");
    private static final Set<String> WRITTEN_BY_THE_CHART = Set.of(
            "webhook.port", "webhook.maxBodyBytes", "webhook.clientCA", "webhook.clientNames",
            "tls.mode", "tls.secret", "tls.minVersion", "tls.caLifetime", "tls.certificateLifetime",
            "metrics.enabled", "metrics.port");

    @Test
    void everyValueIsExplained() throws IOException {
        assertThat(new ValuesTable(Files.readString(VALUES)).unexplained()).isEmpty();
    }

    @Test
    @Tag("pages")
    void theReadmeListsTheValues() throws IOException {
        new GeneratedPart(Helm.CHART.resolve("README.md"), "values")
                .is(new ValuesTable(Files.readString(VALUES)).markdown("value", Optional::of));
    }

    @Test
    @Tag("pages")
    void theReferenceListsTheSettings() throws IOException {
        new GeneratedPart(GeneratedPart.REFERENCE, "settings")
                .is(new ValuesTable(Files.readString(VALUES)).markdown("setting", ChartValuesTest::setting));
    }

    /** The values that the chart writes into the program's file, as they are called there. */
    private static Optional<String> setting(String value) {
        return value.startsWith("settings.")
                ? Optional.of(value.substring("settings.".length()))
                : Optional.of(value).filter(WRITTEN_BY_THE_CHART::contains);
    }

    @Test
    void theSchemaKnowsEveryValueAndNoOther() throws IOException {
        JsonNode schema = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("values.schema.json")));
        JsonNode values = Rendered.YAML.readTree(Files.readString(VALUES));

        assertSameKeys("", schema, values);
    }

    @Test
    void formsAreOfValuesThatThereAre() throws IOException {
        JsonNode values = Rendered.YAML.readTree(Files.readString(VALUES));
        JsonNode forms = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("files/forms.yaml")));

        assertThat(Rendered.stream(forms).flatMap(form -> Rendered.strings(form.path("values")).stream()))
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(path -> assertThat(values.at("/" + path.replace("[]", "").replace('.', '/')).isMissingNode())
                        .as(path)
                        .isFalse());
    }

    private static void assertSameKeys(String path, JsonNode schema, JsonNode values) {
        if (!schema.has("properties")) {
            return;
        }
        Set<String> known = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        if (path.isEmpty()) {
            // Handed to every chart by Helm itself.
            known.remove("global");
        }
        Set<String> given = new TreeSet<>();
        values.fieldNames().forEachRemaining(given::add);
        assertThat(known).as("keys of the schema at '" + path + "'").isEqualTo(given);
        assertThat(schema.path("additionalProperties").asBoolean(true)).as("'" + path + "' is open").isFalse();
        // null takes a value away, and no template is written for that.
        assertThat(Rendered.strings(schema.path("required"))).as("required at '" + path + "'").hasSameElementsAs(known);
        given.forEach(key -> assertSameKeys(path + "/" + key, schema.path("properties").path(key), values.path(key)));
    }
}
