package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What KServe makes the Pods of a model's component of: the object's own labels and annotations, the component's over them
 * (KServe, components/predictor.go and transformer.go), and the fields of a PodSpec in the component.
 *
 * @param labels      those that are known; Knative adds some that only it knows
 * @param hostNetwork true if they share the node's network, where no sidecar is injected
 * @param selector    labels that these Pods have and no others, in the order to write them
 */
public record ComponentPods(
        Map<String, String> labels, Map<String, String> annotations, boolean hostNetwork, SequencedMap<String, String> selector) {

    public ComponentPods {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** @param component {@code spec.predictor} or {@code spec.transformer} */
    static ComponentPods of(Map<String, String> labels, Map<String, String> annotations, JsonNode component) {
        return new ComponentPods(
                over(labels, component.path("labels")),
                over(annotations, component.path("annotations")),
                component.path("hostNetwork").asBoolean(),
                new TreeMap<>());
    }

    /**
     * The same with the labels that KServe adds.
     *
     * @param service of the component
     */
    ComponentPods selectedBy(SequencedMap<String, String> selector, String service, DeploymentMode mode) {
        Map<String, String> all = new TreeMap<>(labels);
        all.putAll(selector);
        if (mode != DeploymentMode.KNATIVE) {
            all.put("app", "isvc." + service);
        }
        return new ComponentPods(all, annotations, hostNetwork, selector);
    }

    private static Map<String, String> over(Map<String, String> object, JsonNode component) {
        Map<String, String> all = new TreeMap<>(object);
        all.putAll(Json.textMap(component));
        return all;
    }
}
