package io.sallyport.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.output.ExitCode;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonFormatValidator;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check -o sarif}: what code scanning shows beside the line that is wrong. */
class CheckSarifTest {
    private static final String CLUSTER = "src/test/resources/guard/_base";
    private static final Path SCHEMA = Path.of("src/test/resources/sarif/sarif-2.1.0-excerpt.schema.json");

    @TempDir
    private Path folder;

    @Test
    void pointsAtTheLineThatWouldLetARequestIn() throws IOException {
        Path change = Path.of("src/test/resources/guard/bypass-policy-not-paths-prefix-of-models/in-change.yaml");

        JsonNode run = run(ExitCode.REFUSED, "-f", change.toString());

        JsonNode result = run.at("/results/0");
        assertThat(result.path("ruleId").asText()).isEqualTo("open-without-token");
        assertThat(result.path("level").asText()).isEqualTo("error");
        assertThat(result.at("/message/text").asText()).contains("would let in, without a token");
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText()).isEqualTo(change.toString());
        int line = result.at("/locations/0/physicalLocation/region/startLine").asInt();
        assertThat(Files.readAllLines(change).get(line - 1)).contains("/kfserving/*");
        assertThat(result.at("/properties/curl").asText()).startsWith("curl ");
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
    }

    @Test
    void pointsIntoTheRightDocumentAndTheRightItemOfAList() throws IOException {
        Path models = write("with a space.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: team}
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: v1
                    kind: Namespace
                    metadata: {name: other}
                  - apiVersion: serving.kserve.io/v1beta1
                    kind: InferenceService
                    metadata:
                      name: iris
                      labels: {expose-external: "true"}
                      annotations:
                        sallyport.io/until: tomorrow
                    spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """);

        JsonNode result = run(ExitCode.REFUSED, "-f", models.toString()).at("/results/0");

        assertThat(result.path("ruleId").asText()).isEqualTo("refused");
        assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(17);
        assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText()).endsWith("/with%20a%20space.yaml");
        assertThat(result.at("/locations/0/logicalLocations/0/fullyQualifiedName").asText()).contains("InferenceService default/iris");
    }

    @Test
    void tellsWhatIsAllowedWithAWordAsANote() throws IOException {
        Path model = write("iris.yaml", """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: tulips, namespace: team, labels: {expose-external: "true"}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """);

        JsonNode results = run(ExitCode.DONE, "-f", model.toString()).path("results");

        assertThat(results).isNotEmpty().allSatisfy(result -> assertThat(result.path("level").asText()).isEqualTo("note"));
    }

    @Test
    void saysThatADocumentCouldNotBeRead() throws IOException {
        Path mixed = write("mixed.yaml", "kind: [\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n");

        JsonNode run = run(ExitCode.UNREADABLE, "-f", mixed.toString());

        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean(true)).isFalse();
        assertThat(run.at("/invocations/0/toolExecutionNotifications/0/message/text").asText()).contains("document 1 is not YAML");
        assertThat(run.path("results")).isEmpty();
    }

    private static JsonNode run(int code, String... more) throws IOException {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"check", "--cluster", CLUSTER, "-o", "sarif"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.code()).isEqualTo(code);
        OutputUnit outcome = schema().validate(new JsonObject(run.out()));
        assertThat(outcome.getValid()).as(String.valueOf(outcome.getErrors())).isTrue();
        return new ObjectMapper().readTree(run.out()).at("/runs/0");
    }

    private static Validator schema() throws IOException {
        var options = new JsonSchemaOptions()
                .setBaseUri("https://sallyport.io/")
                .setDraft(Draft.DRAFT7)
                .setOutputFormat(OutputFormat.Basic);
        return Validator.create(JsonSchema.of(new JsonObject(Files.readString(SCHEMA))), options, JsonFormatValidator.DEFAULT_VALIDATOR);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
