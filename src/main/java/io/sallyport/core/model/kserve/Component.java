package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * A part of a model that takes calls, with Pods and a Service of its own.
 *
 * @param name     as KServe calls it: {@code predictor}, {@code transformer}, {@code explainer}, {@code router}
 * @param field    where the object describes it, such as {@code spec.predictor}
 * @param service  the name of its Service, in Knative mode of Knative's
 * @param pods     what KServe makes its Pods of
 * @param server   what answers in them
 * @param canaries what else takes its calls
 */
public record Component(String name, String field, String service, ComponentPods pods, Server server, Canaries canaries) {
    private static final String PREDICTOR = "predictor";
    private static final String EXPLAINER = "explainer";
    private static final String SERVICE_LABEL = "serving.kserve.io/inferenceservice";
    private static final String GRAPH_LABEL = "serving.kserve.io/inferencegraph";

    /** The transformer of an InferenceService if it has one, else its predictor. */
    static Component ofService(JsonNode object, Map<String, String> labels, Map<String, String> annotations, DeploymentMode mode) {
        String model = object.at("/metadata/name").asText();
        JsonNode spec = object.path("spec");
        String name = spec.path("transformer").isObject() ? "transformer" : PREDICTOR;
        return of(name, ModelServer.of(model, spec), object, labels, annotations, mode);
    }

    /** That of an InferenceService, if it has one. */
    static Optional<Component> explainer(
            JsonNode object, Map<String, String> labels, Map<String, String> annotations, DeploymentMode mode) {
        JsonNode spec = object.path("spec");
        return spec.path(EXPLAINER).isObject()
                ? Optional.of(of(EXPLAINER, Explainer.of(object.at("/metadata/name").asText(), spec), object, labels, annotations, mode))
                : Optional.empty();
    }

    private static Component of(
            String name,
            Server server,
            JsonNode object,
            Map<String, String> labels,
            Map<String, String> annotations,
            DeploymentMode mode) {
        String model = object.at("/metadata/name").asText();
        JsonNode part = object.path("spec").path(name);
        boolean predictor = name.equals(PREDICTOR);
        String service = predictor ? Canaries.predictorOf(model, part) : model + "-" + name;
        SequencedMap<String, String> selector = new LinkedHashMap<>();
        selector.put(SERVICE_LABEL, model);
        selector.put("component", name);
        ComponentPods pods = ComponentPods.of(labels, annotations, part)
                .selectedBy(selector, service, mode);
        return new Component(name, "spec." + name, service, pods, server, predictor ? Canaries.of(object) : Canaries.NONE);
    }

    /** The router of an InferenceGraph, whose Pods have the graph's own labels and annotations (controller/v1alpha1/inferencegraph). */
    static Component ofGraph(JsonNode object, Map<String, String> labels, Map<String, String> annotations, DeploymentMode mode) {
        String graph = object.at("/metadata/name").asText();
        ComponentPods pods = new ComponentPods(labels, annotations, false, new TreeMap<>())
                .selectedBy(new TreeMap<>(Map.of(GRAPH_LABEL, graph)), graph, mode);
        return new Component("router", "spec", graph, pods, GraphRouter.of(object.path("spec")), Canaries.NONE);
    }
}
