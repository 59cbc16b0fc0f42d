package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether istiod looks at a namespace. */
final class NamespaceLabels {
    private NamespaceLabels() {}

    static boolean seen(String namespace, ClusterObjects cluster, JsonNode discoverySelectors) {
        JsonNode object = cluster.find(GroupKind.NAMESPACE, "", namespace).orElse(Json.none());
        return seen(namespace, object, discoverySelectors);
    }

    static boolean seen(String namespace, JsonNode object, JsonNode discoverySelectors) {
        Map<String, String> labels = new LinkedHashMap<>(Json.textMap(object.at("/metadata/labels")));
        // The API server puts it on every Namespace; files may lack it.
        labels.put("kubernetes.io/metadata.name", namespace);
        return LabelQuery.any(discoverySelectors, labels);
    }
}
