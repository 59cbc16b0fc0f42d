package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What else takes a model's calls in Standard mode ({@code spec.canary}, KServe 0.20), which gives each a Service and splits nothing.
 *
 * @param shares   those that are ready and are to take a share
 * @param promoted true if the predictor was one of them a moment ago, so that its Service is there before KServe publishes the address
 */
public record Canaries(List<Share> shares, boolean promoted) {
    static final Canaries NONE = new Canaries(List.of(), false);

    /**
     * @param service its Service
     * @param percent of the calls
     */
    public record Share(String service, int percent) {}

    static Canaries of(JsonNode object) {
        String model = object.at("/metadata/name").asText();
        Set<String> ready = Json.elements(object.at("/status/canaryStatuses")).stream()
                .filter(status -> status.path("ready").asBoolean())
                .map(status -> status.path("name").asText())
                .collect(Collectors.toSet());
        List<Share> shares = Json.elements(object.at("/spec/canary")).stream()
                .filter(canary -> ready.contains(canary.at("/predictor/name").asText()))
                .filter(canary -> canary.path("trafficPercent").asInt() > 0)
                .map(canary -> new Share(predictorOf(model, canary.path("predictor")), canary.path("trafficPercent").asInt()))
                .toList();
        return new Canaries(shares, ready.contains(object.at("/spec/predictor/name").asText()));
    }

    /** The name of a predictor's Service (KServe, constants.PredictorServiceName). */
    static String predictorOf(String model, JsonNode predictor) {
        String name = predictor.path("name").asText();
        return model + (name.isEmpty() ? "" : "-" + name) + "-predictor";
    }
}
