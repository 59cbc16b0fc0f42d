package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * What KServe makes the Pods of a model's component of: the object's own labels and annotations, the component's over them
 * (KServe, components/predictor.go and transformer.go), and the fields of a PodSpec in the component.
 *
 * @param hostNetwork true if they share the node's network, where no sidecar is injected
 */
public record ComponentPods(Map<String, String> labels, Map<String, String> annotations, boolean hostNetwork) {

    public ComponentPods {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** @param component {@code spec.predictor} or {@code spec.transformer} */
    static ComponentPods of(Map<String, String> labels, Map<String, String> annotations, JsonNode component) {
        return new ComponentPods(
                over(labels, component.path("labels")),
                over(annotations, component.path("annotations")),
                component.path("hostNetwork").asBoolean());
    }

    private static Map<String, String> over(Map<String, String> object, JsonNode component) {
        Map<String, String> all = new TreeMap<>(object);
        all.putAll(Json.textMap(component));
        return all;
    }
}
