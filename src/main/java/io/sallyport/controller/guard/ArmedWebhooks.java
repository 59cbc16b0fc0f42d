package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.List;

/**
 * The second of our configurations: it repeats webhooks of the first with failurePolicy Fail. Since no manifest states
 * what is in it, an upgrade or a GitOps tool never takes it back to Ignore.
 */
final class ArmedWebhooks {
    private ArmedWebhooks() {}

    /** True if every one of these webhooks knows the CA; without it the API server would refuse all it is asked about. */
    static boolean ready(JsonNode configuration, List<String> names) {
        return Json.elements(configuration.path("webhooks")).stream()
                .filter(webhook -> names.contains(webhook.path("name").asText()))
                .noneMatch(webhook -> webhook.at("/clientConfig/caBundle").asText().isEmpty());
    }

    /** What the second configuration is to hold. */
    static ArrayNode of(JsonNode configuration, List<String> names) {
        ArrayNode armed = Json.array();
        Json.elements(configuration.path("webhooks")).stream()
                .filter(webhook -> names.contains(webhook.path("name").asText()))
                .map(webhook -> ((ObjectNode) webhook.deepCopy()).put("failurePolicy", "Fail"))
                .forEach(armed::add);
        return armed;
    }

    /** Brings the second configuration there; nothing if it is there. */
    static ArrayNode patch(JsonNode second, ArrayNode wanted) {
        ArrayNode held = Json.array();
        Json.elements(second.path("webhooks")).forEach(held::add);
        return held.equals(wanted)
                ? Json.array()
                : Json.array(
                        Json.object("op", "test", "path", "/metadata/resourceVersion",
                                "value", second.at("/metadata/resourceVersion")),
                        Json.object("op", "add", "path", "/webhooks", "value", wanted));
    }
}
