package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Whether an AuthorizationPolicy has the types of its CustomResourceDefinition. The API server sees to that before it
 * asks us; files have nobody who does, and what is read wrongly must not be taken for harmless.
 */
public final class PolicyShape {
    private final List<Fault> faults = new ArrayList<>();

    private PolicyShape() {}

    /** Every place where the type is wrong. */
    public static List<Fault> faults(JsonNode policy) {
        var shape = new PolicyShape();
        shape.texts("metadata.labels", policy.at("/metadata/labels"));
        shape.texts("metadata.annotations", policy.at("/metadata/annotations"));
        shape.object("spec", policy.path("spec"), shape::spec);
        return shape.faults;
    }

    private void spec(String path, JsonNode spec) {
        text(path + ".action", spec.path("action"));
        object(path + ".selector", spec.path("selector"), (selectorPath, selector) ->
                texts(selectorPath + ".matchLabels", selector.path("matchLabels")));
        object(path + ".targetRef", spec.path("targetRef"), (_, _) -> {});
        objects(path + ".targetRefs", spec.path("targetRefs"), (_, _) -> {});
        objects(path + ".rules", spec.path("rules"), this::rule);
    }

    private void rule(String path, JsonNode rule) {
        objects(path + ".from", rule.path("from"), (fromPath, from) ->
                object(fromPath + ".source", from.path("source"), this::lists));
        objects(path + ".to", rule.path("to"), (toPath, to) ->
                object(toPath + ".operation", to.path("operation"), this::lists));
        objects(path + ".when", rule.path("when"), (whenPath, when) -> {
            text(whenPath + ".key", when.path("key"));
            list(whenPath + ".values", when.path("values"));
            list(whenPath + ".notValues", when.path("notValues"));
        });
    }

    private void lists(String path, JsonNode object) {
        Json.keys(object).forEach(key -> list(path + "." + key, object.path(key)));
    }

    private void object(String path, JsonNode node, BiConsumer<String, JsonNode> inside) {
        if (node.isObject()) {
            inside.accept(path, node);
        } else if (isThere(node)) {
            wrong(path, "a mapping");
        }
    }

    private void objects(String path, JsonNode node, BiConsumer<String, JsonNode> inside) {
        if (isThere(node) && !node.isArray()) {
            wrong(path, "a list");
        }
        List<JsonNode> elements = Json.elements(node);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).isObject()) {
                inside.accept(path + "[" + i + "]", elements.get(i));
            } else {
                wrong(path + "[" + i + "]", "a mapping");
            }
        }
    }

    private void list(String path, JsonNode node) {
        if (isThere(node) && (!node.isArray() || !Json.elements(node).stream().allMatch(JsonNode::isTextual))) {
            wrong(path, "a list of texts");
        }
    }

    private void texts(String path, JsonNode node) {
        if (isThere(node)
                && (!node.isObject() || !node.properties().stream().allMatch(entry -> entry.getValue().isTextual()))) {
            wrong(path, "a mapping of texts");
        }
    }

    private void text(String path, JsonNode node) {
        if (isThere(node) && !node.isTextual()) {
            wrong(path, "a text");
        }
    }

    private void wrong(String path, String wanted) {
        faults.add(new Fault(path, "is not " + wanted, "write " + wanted + " there"));
    }

    private static boolean isThere(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }
}
