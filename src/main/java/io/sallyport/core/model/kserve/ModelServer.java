package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What an InferenceService's spec tells about the server that answers: the transformer's if there is one, else the predictor's.
 *
 * @param container     of the component that takes calls
 * @param predictor     the predictor's container
 * @param transformed   true if a transformer takes the calls
 * @param modelName     the name the server knows the model by
 * @param protocolField what the predictor's {@code protocolVersion} says, such as {@code v2} or {@code grpc-v2}; empty if nothing
 * @param format        the model format's name, lower case; empty for custom containers
 * @param runtime       the serving runtime it asks for; empty if KServe is to choose
 * @param timeout       after which a call ends, as the component that takes it says, else the predictor
 * @param behind        the predictor's limit where a transformer before it has one of its own or none
 * @param idle          true if the component may have no Pod at all
 * @param canaries      true if others are to take a share of the calls ({@code spec.canary}, KServe 0.20)
 */
public record ModelServer(
        Container container,
        Container predictor,
        boolean transformed,
        String modelName,
        String protocolField,
        String format,
        String runtime,
        Optional<Duration> timeout,
        Optional<Behind> behind,
        boolean idle,
        boolean canaries)
        implements Server {

    /**
     * The limits of a predictor behind a transformer.
     *
     * @param predictor   of the predictor
     * @param transformer of the transformer; empty if it says nothing
     */
    public record Behind(Duration predictor, Optional<Duration> transformer) {}

    private static final int KSERVE_DEFAULT_PORT = 8080;
    private static final List<String> LEGACY_FIELDS = List.of(
            "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle");

    /** Reads the spec; the rules for the model's name are KServe's (controller utils, GetModelName), then the servers' own. */
    static ModelServer of(String name, JsonNode spec) {
        JsonNode part = spec.path("predictor");
        JsonNode model = part.path("model");
        boolean transformed = spec.path("transformer").isObject();
        Container predictor = Container.of(container(part));
        Container container = transformed ? Container.of(spec.at("/transformer/containers/0")) : predictor;
        JsonNode component = transformed ? spec.path("transformer") : part;
        return new ModelServer(
                container,
                predictor,
                transformed,
                modelName(name, container, predictor),
                model.path("protocolVersion").asText(legacy(part).path("protocolVersion").asText(legacyProtocol(part))),
                model.path("modelFormat").path("name").asText(legacyFormat(part)).toLowerCase(Locale.ROOT),
                model.path("runtime").asText(),
                seconds(component.path("timeout")).or(() -> seconds(part.path("timeout"))),
                transformed
                        ? seconds(part.path("timeout")).map(limit -> new Behind(limit, seconds(component.path("timeout"))))
                        : Optional.empty(),
                component.path("minReplicas").isIntegralNumber() && component.path("minReplicas").asInt() == 0,
                !spec.path("canary").isEmpty());
    }

    @Override
    public int port() {
        return container.port();
    }

    /** True if all that is known of the server is its container. */
    public boolean custom() {
        return transformed || (format.isEmpty() && runtime.isEmpty());
    }

    private static String modelName(String name, Container container, Container predictor) {
        return container.first("--model_name")
                .or(() -> Optional.ofNullable(predictor.environment().get("MLSERVER_MODEL_NAME")).filter(text -> !text.isEmpty()))
                .or(() -> predictor.first("--model_name"))
                .or(() -> predictor.first("--served-model-name"))
                .or(() -> Optional.ofNullable(container.environment().get("MODEL_NAME")).filter(text -> !text.isEmpty()))
                .orElse(name);
    }

    /** The model, the older per-framework field, or the custom container: whichever is there. */
    private static JsonNode container(JsonNode predictor) {
        return Stream.of(predictor.path("model"), legacy(predictor), predictor.at("/containers/0"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(Json.none());
    }

    static Optional<Duration> seconds(JsonNode timeout) {
        return timeout.isIntegralNumber() && timeout.asLong() > 0
                ? Optional.of(Duration.ofSeconds(timeout.asLong()))
                : Optional.empty();
    }

    private static String legacyFormat(JsonNode predictor) {
        return LEGACY_FIELDS.stream().filter(predictor::has).findFirst().orElse("");
    }

    /** What KServe's defaulter writes when it turns such a field into {@code model}; we may be asked before it or after it. */
    private static String legacyProtocol(JsonNode predictor) {
        return Set.of("triton", "onnx", "huggingface").contains(legacyFormat(predictor)) ? "v2" : "";
    }

    private static JsonNode legacy(JsonNode predictor) {
        return predictor.path(legacyFormat(predictor));
    }

    /**
     * The container that answers, as far as a spec tells: what KServe adds from a serving runtime is not known here.
     *
     * @param image       empty where KServe takes the runtime's
     * @param words       the command and its arguments; a line for a shell is taken apart
     * @param environment variables that have a value
     * @param ports       names and numbers, in the order they are written
     */
    public record Container(
            String image, List<String> words, Map<String, String> environment, List<Map.Entry<String, Integer>> ports) {

        static Container of(JsonNode container) {
            Map<String, String> environment = new LinkedHashMap<>();
            Json.elements(container.path("env")).stream()
                    .filter(entry -> entry.path("value").isTextual())
                    .forEach(entry -> environment.put(entry.path("name").asText(), entry.path("value").asText()));
            return new Container(
                    container.path("image").asText(),
                    Stream.of("command", "args")
                            .flatMap(field -> Json.texts(container.path(field)).stream())
                            .flatMap(word -> word.contains(" --") ? Stream.of(word.trim().split("\\s+")) : Stream.of(word))
                            .toList(),
                    environment,
                    Json.elements(container.path("ports")).stream()
                            .map(port -> Map.entry(port.path("name").asText(), port.path("containerPort").asInt()))
                            .toList());
        }

        /** The first port that it lists, else KServe's. */
        int port() {
            return ports.stream().findFirst().map(port -> port.getValue()).filter(port -> port > 0).orElse(KSERVE_DEFAULT_PORT);
        }

        /**
         * What follows an option, in the forms {@code --name=value} and {@code --name value value}; the last one counts.
         *
         * @param option with two dashes; its dashes may be written as underscores, and the other way about
         */
        public List<String> option(String option) {
            List<String> values = List.of();
            for (int i = 0; i < words.size(); i++) {
                String[] word = words.get(i).split("=", 2);
                if (!dashes(word[0]).equals(dashes(option))) {
                    continue;
                }
                values = word.length == 2 ? List.of(word[1]) : following(i + 1);
            }
            return values;
        }

        /** Of an option that has one value. */
        public Optional<String> first(String option) {
            return option(option).stream().findFirst();
        }

        private List<String> following(int from) {
            List<String> values = new ArrayList<>();
            for (int i = from; i < words.size() && !words.get(i).startsWith("-"); i++) {
                values.add(words.get(i));
            }
            return values;
        }

        private static String dashes(String option) {
            return option.startsWith("--") ? option.replace('_', '-') : option;
        }
    }
}
