package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an InferenceService's spec tells about the server that answers.
 *
 * @param modelName     the name the server knows the model by
 * @param protocolField what {@code protocolVersion} says, such as {@code v2} or {@code grpc-v2}; empty if nothing
 * @param format        the model format's name, lower case; empty for custom containers
 * @param runtime       the serving runtime it asks for; empty if KServe is to choose
 * @param port          the container port that takes calls
 * @param timeout       the predictor's own limit
 */
public record ModelServer(
        String modelName, String protocolField, String format, String runtime, int port, Optional<Duration> timeout) {

    private static final int KSERVE_DEFAULT_PORT = 8080;
    private static final String NAME_ARGUMENT = "--model_name";

    /** Reads the spec; the rules for the model's name are KServe's (controller utils, GetModelName). */
    static ModelServer of(String name, JsonNode spec) {
        JsonNode predictor = spec.path("predictor");
        JsonNode model = predictor.path("model");
        return new ModelServer(
                modelName(name, spec),
                model.path("protocolVersion").asText(legacy(predictor).path("protocolVersion").asText()),
                model.path("modelFormat").path("name").asText(legacyFormat(predictor)).toLowerCase(),
                model.path("runtime").asText(),
                port(spec),
                seconds(predictor.path("timeout")));
    }

    private static String modelName(String name, JsonNode spec) {
        JsonNode predictor = spec.path("predictor");
        return argument(spec.at("/transformer/containers/0"))
                .or(() -> containers(predictor).flatMap(c -> environment(c, "MLSERVER_MODEL_NAME").stream()).findFirst())
                .or(() -> containers(predictor).flatMap(c -> argument(c).stream()).findFirst())
                .orElse(name);
    }

    /** The model, the older per-framework field, or the custom container: whichever is there. */
    private static Stream<JsonNode> containers(JsonNode predictor) {
        return Stream.of(predictor.path("model"), legacy(predictor), predictor.at("/containers/0"))
                .filter(JsonNode::isObject);
    }

    private static Optional<String> argument(JsonNode container) {
        List<String> arguments = Json.texts(container.path("args"));
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(NAME_ARGUMENT + "=")) {
                return Optional.of(argument.substring(NAME_ARGUMENT.length() + 1));
            }
            if (argument.equals(NAME_ARGUMENT) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> environment(JsonNode container, String variable) {
        return Json.elements(container.path("env")).stream()
                .filter(entry -> variable.equals(entry.path("name").asText()))
                .map(entry -> entry.path("value").asText())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static int port(JsonNode spec) {
        return Stream.of(spec.path("transformer"), spec.path("predictor"))
                .filter(JsonNode::isObject)
                .findFirst()
                .map(part -> part.at("/containers/0/ports/0/containerPort"))
                .map(port -> port.asInt(KSERVE_DEFAULT_PORT))
                .orElse(KSERVE_DEFAULT_PORT);
    }

    private static Optional<Duration> seconds(JsonNode timeout) {
        return timeout.isIntegralNumber() && timeout.asLong() > 0
                ? Optional.of(Duration.ofSeconds(timeout.asLong()))
                : Optional.empty();
    }

    private static final List<String> LEGACY_FIELDS = List.of(
            "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle");

    private static String legacyFormat(JsonNode predictor) {
        return LEGACY_FIELDS.stream().filter(predictor::has).findFirst().orElse("");
    }

    private static JsonNode legacy(JsonNode predictor) {
        return predictor.path(legacyFormat(predictor));
    }
}
