package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes trees in code that reads like the YAML they become, and reads the few shapes Kubernetes objects consist of. */
public final class Json {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** An object of alternating keys and values, in this order; a value that is a {@link JsonNode#isMissingNode missing} node is left out. */
    public static ObjectNode object(Object... keysAndValues) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            JsonNode value = node(keysAndValues[i + 1]);
            if (!value.isMissingNode()) {
                object.set((String) keysAndValues[i], value);
            }
        }
        return object;
    }

    /** A list of these values. */
    public static ArrayNode array(Object... values) {
        return list(List.of(values));
    }

    /** A list of these values. It is no overload, because a tree can be iterated over as well. */
    public static ArrayNode list(Iterable<?> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(node(value)));
        return array;
    }

    /** A node that {@link #object} leaves out. */
    public static JsonNode none() {
        return NODES.missingNode();
    }

    /** The elements of a list; empty if it is not there or no list. */
    public static List<JsonNode> elements(JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>(list.size());
        list.forEach(elements::add);
        return Collections.unmodifiableList(elements);
    }

    /** The texts of a list; elements that are not text are passed over. */
    public static List<String> texts(JsonNode list) {
        List<JsonNode> elements = elements(list);
        return elements.isEmpty() ? List.of() : elements.stream().filter(JsonNode::isTextual).map(JsonNode::asText).toList();
    }

    /** A map of texts such as labels, in the order it was written; empty if it is not there. */
    public static Map<String, String> textMap(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        object.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    /** The keys of an object, in the order they were written. */
    public static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** How many nodes the tree has, itself among them. */
    public static long size(JsonNode tree) {
        long size = 1;
        for (JsonNode child : tree) {
            size += size(child);
        }
        return size;
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case String text -> NODES.textNode(text);
            case Integer number -> NODES.numberNode(number);
            case Boolean bool -> NODES.booleanNode(bool);
            case Map<?, ?> map -> {
                ObjectNode object = NODES.objectNode();
                map.forEach((key, element) -> object.set((String) key, node(element)));
                yield object;
            }
            case Iterable<?> values -> list(values);
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        };
    }
}
