package io.sallyport.cost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes more of an object: the same lists longer, the same maps larger, texts longer or dearer to read. */
final class Amplifier {
    private static final List<String> DEAR = List.of(
            "/zz.*a.{13}", "(a|b)*c.{9}", "/{**}/x/{*}/y/{**}", "*", "*.example.com", "/*", "", "([a-z]+)+$", "\\pL{40}", "0.0.0.0/0",
            "[^/]+/[^/]+/.*", "kubeflow/kubeflow-gateway", "istio-system", "/dex/*", "true", "a.b.c.d.e.f.g.h.i.j");
    private static final int MOST_NODES = 100_000;
    private static final int LONGEST_TEXT = 20_000;

    private final Random random;
    private int names;

    Amplifier(Random random) {
        this.random = random;
    }

    /** A copy with one place changed. */
    JsonNode amplified(JsonNode object) {
        JsonNode copy = object.deepCopy();
        List<JsonNode> parents = new ArrayList<>();
        collect(copy, parents);
        if (parents.isEmpty()) {
            return copy;
        }
        switch (parents.get(random.nextInt(parents.size()))) {
            case ArrayNode list -> grow(list);
            case ObjectNode map -> grow(map);
            default -> throw new IllegalStateException("only lists and maps have children");
        }
        return copy;
    }

    private void grow(ArrayNode list) {
        JsonNode one = list.get(random.nextInt(list.size()));
        int more = times(list.size(), one);
        for (int i = 0; i < more; i++) {
            list.add(changed(one));
        }
    }

    private void grow(ObjectNode map) {
        List<String> keys = new ArrayList<>();
        map.fieldNames().forEachRemaining(keys::add);
        String key = keys.get(random.nextInt(keys.size()));
        JsonNode value = map.get(key);
        switch (random.nextInt(3)) {
            case 0 -> map.set(key, value.isTextual() ? dear(value.asText()) : changed(value));
            case 1 -> {
                int more = times(map.size(), value);
                for (int i = 0; i < more; i++) {
                    map.set(key + names++, changed(value));
                }
            }
            default -> {
                ArrayNode list = map.arrayNode().add(value.deepCopy()).add(changed(value));
                map.set(key, value.isArray() ? value : list);
            }
        }
    }

    /** How often it is repeated: up to 128 times of what there is, as far as a review has room for it. */
    private int times(int size, JsonNode one) {
        return (int) Math.min(MOST_NODES / Json.size(one), (long) size << random.nextInt(8));
    }

    /** Like it, and not the same, so that nothing that was worked out for one serves for the other. */
    private JsonNode changed(JsonNode value) {
        return switch (value) {
            case TextNode text -> random.nextInt(8) == 0 ? dear(text.asText()) : TextNode.valueOf(text.asText() + names++);
            case ArrayNode list -> {
                ArrayNode copy = list.arrayNode(list.size());
                list.forEach(element -> copy.add(changed(element)));
                yield copy;
            }
            case ObjectNode map -> {
                ObjectNode copy = map.objectNode();
                map.properties().forEach(entry -> copy.set(entry.getKey(), changed(entry.getValue())));
                yield copy;
            }
            default -> value;
        };
    }

    private TextNode dear(String text) {
        String other = DEAR.get(random.nextInt(DEAR.size()));
        return TextNode.valueOf(switch (random.nextInt(4)) {
            case 0 -> other;
            case 1 -> text + other;
            case 2 -> text.repeat(1 + random.nextInt(1 + Math.min(50, LONGEST_TEXT / Math.max(1, text.length()))));
            default -> other.repeat(1 + random.nextInt(20));
        });
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainerNode() && !node.isEmpty()) {
            parents.add(node);
            // Of a long list the first ones represent all.
            int seen = 0;
            for (JsonNode child : node) {
                if (seen++ < 10) {
                    collect(child, parents);
                }
            }
        }
    }
}
