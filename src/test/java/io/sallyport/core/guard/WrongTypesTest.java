package io.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Any value at any place of an object, before the write or after it or in the cluster: there is an answer. */
class WrongTypesTest {
    private static final Path BASE = Path.of("src/test/resources/guard/_base");
    private static final List<JsonNode> VALUES = List.of(
            TextNode.valueOf("x: [&a"),
            IntNode.valueOf(-1),
            NullNode.instance,
            Json.array("x", 1),
            Json.object("x", Json.array()));

    private final Guard guard = new Guard(ExposureSettings.DEFAULTS);

    @Test
    void anyFieldOfAnyObject() throws IOException {
        List<JsonNode> objects = objects();
        ClusterObjects cluster = ClusterObjects.of(objects);
        for (JsonNode object : objects) {
            ObjectRef ref = ObjectRef.of(object);
            if (GroupKind.of(ref).equals(GroupKind.AUTHORIZATION_POLICY)) {
                // Each of them is a proof, which takes its time; they have tests of their own.
                continue;
            }
            each(object, changed -> assertThatCode(() -> {
                        guard.faults(new Write(ref, object, changed, false), cluster);
                        if (ref.kind().equals("VirtualService") || ref.kind().equals("Gateway")) {
                            // As many proofs.
                            return;
                        }
                        guard.faults(new Write(ref, changed, object, false), cluster);
                        guard.faults(new Write(ref, Json.none(), changed, false), cluster);
                        guard.faults(new Write(ref, changed, Json.none(), false), cluster);
                        ClusterObjects spoilt = cluster.without(ref);
                        ClusterObjects other = kind -> Stream.concat(spoilt.of(kind).stream(), Stream.of(changed)).toList();
                        guard.faults(new Write(ref, object, object, false), other);
                    })
                    .as(changed::toString)
                    .doesNotThrowAnyException());
        }
    }

    /** The object with each of its places set to each of the values. */
    private static void each(JsonNode object, Consumer<JsonNode> consumer) {
        for (List<Object> place : places(object)) {
            for (JsonNode value : VALUES) {
                JsonNode changed = object.deepCopy();
                JsonNode parent = changed;
                for (Object step : place.subList(0, place.size() - 1)) {
                    parent = step instanceof Integer index ? parent.get(index) : parent.get((String) step);
                }
                Object last = place.getLast();
                if (last instanceof Integer index) {
                    ((ArrayNode) parent).set(index, value);
                } else {
                    ((ObjectNode) parent).set((String) last, value);
                }
                consumer.accept(changed);
            }
        }
    }

    private static List<List<Object>> places(JsonNode node) {
        List<List<Object>> places = new ArrayList<>();
        Json.keys(node).forEach(key -> below(key, node.get(key), places));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            below(i, node.get(i), places);
        }
        return places;
    }

    private static void below(Object step, JsonNode child, List<List<Object>> places) {
        places.add(List.of(step));
        places(child).forEach(place -> {
            List<Object> longer = new ArrayList<>(List.of(step));
            longer.addAll(place);
            places.add(longer);
        });
    }

    private static List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file : files.sorted().toList()) {
                objects.addAll(YamlText.read(Files.readString(file)));
            }
        }
        for (String name : List.of(
                "bypass-extension-envoy-filter-lua",
                "bypass-extension-wasm-plugin",
                "bypass-extension-proxy-config-environment",
                "bypass-pod-annotation-proxy-metadata",
                "bypass-istiod-settings-of-another-config-map")) {
            objects.addAll(YamlText.read(Files.readString(BASE.resolveSibling(name).resolve("in-change.yaml"))));
        }
        return objects;
    }
}
