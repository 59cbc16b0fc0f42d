package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * The server that tells why a model answered as it did: {@code POST /v1/models/NAME:explain}, whatever the predictor speaks (KServe,
 * constants.ExplainPrefix).
 *
 * @param modelName the name it knows the model by
 * @param timeout   of a call
 */
public record Explainer(String modelName, int port, Optional<Duration> timeout) implements Server {

    static Explainer of(String model, JsonNode spec) {
        JsonNode explainer = spec.path("explainer");
        ModelServer.Container container = ModelServer.Container.of(
                explainer.at("/containers/0").isObject() ? explainer.at("/containers/0") : explainer.path("art"));
        return new Explainer(
                container.first("--model_name").orElse(model),
                container.port(),
                ModelServer.seconds(explainer.path("timeout")));
    }
}
