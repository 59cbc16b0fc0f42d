package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;

/** Kubernetes' label selectors with {@code matchLabels} and {@code matchExpressions}. */
final class LabelQuery {
    private LabelQuery() {}

    /** True if one of the selectors selects the labels, or there is no selector. */
    static boolean any(JsonNode selectors, Map<String, String> labels) {
        List<JsonNode> list = Json.elements(selectors);
        return list.isEmpty() || list.stream().anyMatch(selector -> matches(selector, labels));
    }

    private static boolean matches(JsonNode selector, Map<String, String> labels) {
        return GuardedGateway.selects(Json.textMap(selector.path("matchLabels")), labels)
                && Json.elements(selector.path("matchExpressions")).stream()
                        .allMatch(expression -> holds(expression, labels));
    }

    /** An operator that we do not know does not hold. */
    private static boolean holds(JsonNode expression, Map<String, String> labels) {
        String key = expression.path("key").asText();
        List<String> values = Json.texts(expression.path("values"));
        return switch (expression.path("operator").asText()) {
            case "In" -> values.contains(labels.get(key));
            case "NotIn" -> !values.contains(labels.get(key));
            case "Exists" -> labels.containsKey(key);
            case "DoesNotExist" -> !labels.containsKey(key);
            default -> false;
        };
    }
}
