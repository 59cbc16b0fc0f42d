package io.sallyport.core.guard.write;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Collects places where an object has another type than we are going to read. Files have no API server that sees to it,
 * and what is read wrongly must not be taken for harmless. What is absent or null is no fault.
 */
public final class Shape {
    private final List<Fault> faults = new ArrayList<>();

    public List<Fault> faults() {
        return faults;
    }

    /** Labels and annotations, which every object has. */
    public Shape metadata(JsonNode object) {
        return textMap("metadata.labels", object.at("/metadata/labels"))
                .textMap("metadata.annotations", object.at("/metadata/annotations"));
    }

    public Shape mapping(String path, JsonNode node) {
        return check(path, node, JsonNode::isObject, "a mapping");
    }

    public Shape text(String path, JsonNode node) {
        return check(path, node, JsonNode::isTextual, "a text");
    }

    public Shape textMap(String path, JsonNode node) {
        return check(
                path,
                node,
                map -> map.isObject() && map.properties().stream().allMatch(entry -> entry.getValue().isTextual()),
                "a mapping of texts");
    }

    public Shape texts(String path, JsonNode node) {
        return check(
                path,
                node,
                list -> list.isArray() && Json.elements(list).stream().allMatch(JsonNode::isTextual),
                "a list of texts");
    }

    public Shape mappings(String path, JsonNode node) {
        return check(
                path,
                node,
                list -> list.isArray() && Json.elements(list).stream().allMatch(JsonNode::isObject),
                "a list of mappings");
    }

    /** A list of mappings, each of which is looked at as well. */
    public Shape each(String path, JsonNode list, BiConsumer<String, JsonNode> inside) {
        mappings(path, list);
        List<JsonNode> elements = Json.elements(list);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).isObject()) {
                inside.accept(path + "[" + i + "]", elements.get(i));
            }
        }
        return this;
    }

    private Shape check(String path, JsonNode node, Predicate<JsonNode> right, String wanted) {
        if (!node.isMissingNode() && !node.isNull() && !right.test(node)) {
            faults.add(new Fault(path, "is not " + wanted, "write " + wanted + " there"));
        }
        return this;
    }
}
