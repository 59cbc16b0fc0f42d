package io.sallyport.core.policy.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * One place where two versions of an object differ.
 *
 * @param path  for people: {@code spec.rules[0].to[0].operation.notPaths[2]}
 * @param value the value afterwards; missing if it was taken away
 * @param on    makes this change alone to the version before
 */
record FieldChange(String path, JsonNode value, UnaryOperator<JsonNode> on) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]+");

    /** Every difference, each as small as it can be made alone. */
    static List<FieldChange> between(JsonNode before, JsonNode after) {
        List<FieldChange> changes = new ArrayList<>();
        collect("", before, after, value -> value, changes);
        return changes;
    }

    private static void collect(
            String path, JsonNode before, JsonNode after, UnaryOperator<JsonNode> whole, List<FieldChange> changes) {
        if (before.equals(after)) {
            return;
        }
        if (before.isMissingNode() && after.isObject() && !after.isEmpty()) {
            collect(path, Json.object(), after, whole, changes);
        } else if (before.isObject() && after.isObject()) {
            Set<String> names = new LinkedHashSet<>(Json.keys(before));
            names.addAll(Json.keys(after));
            for (String name : names) {
                collect(child(path, name), before.path(name), after.path(name),
                        value -> whole.apply(with((ObjectNode) before, name, value)), changes);
            }
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                int index = i;
                collect(path + "[" + i + "]", before.get(i), after.get(i),
                        value -> whole.apply(with((ArrayNode) before, index, value)), changes);
            }
        } else if (after.isArray() && isMoreThan(before, after)) {
            added(path, before, after, whole, changes);
        } else {
            changes.add(new FieldChange(path, after, _ -> whole.apply(after)));
        }
    }

    /** Elements that are new in a list that is otherwise the same, one by one. */
    private static void added(
            String path, JsonNode before, JsonNode after, UnaryOperator<JsonNode> whole, List<FieldChange> changes) {
        Set<JsonNode> old = new LinkedHashSet<>(Json.elements(before));
        for (int i = 0; i < after.size(); i++) {
            JsonNode element = after.get(i);
            if (!old.contains(element)) {
                changes.add(new FieldChange(path + "[" + i + "]", element, _ -> whole.apply(Json.list(with(old, element)))));
            }
        }
    }

    private static List<JsonNode> with(Set<JsonNode> old, JsonNode element) {
        List<JsonNode> more = new ArrayList<>(old);
        more.add(element);
        return more;
    }

    private static boolean isMoreThan(JsonNode before, JsonNode after) {
        Set<JsonNode> now = new LinkedHashSet<>(Json.elements(after));
        return (before.isArray() || before.isMissingNode())
                && !now.isEmpty()
                && now.stream().allMatch(JsonNode::isTextual)
                && now.containsAll(Json.elements(before));
    }

    private static JsonNode with(ObjectNode object, String name, JsonNode value) {
        // What is in it is shared: nobody changes a tree, and copies of copies would cost more than what they are judged by.
        ObjectNode changed = object.objectNode().setAll(object);
        if (value.isMissingNode()) {
            changed.remove(name);
        } else {
            changed.set(name, value);
        }
        return changed;
    }

    private static JsonNode with(ArrayNode array, int index, JsonNode value) {
        ArrayNode changed = array.arrayNode(array.size()).addAll(array);
        changed.set(index, value);
        return changed;
    }

    private static String child(String path, String name) {
        if (PLAIN.matcher(name).matches()) {
            return path.isEmpty() ? name : path + "." + name;
        }
        return path + "[" + name + "]";
    }
}
