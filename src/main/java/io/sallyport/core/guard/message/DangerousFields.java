package io.sallyport.core.guard.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.model.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Those fields of one of Istio's messages by which the gateway stops checking tokens; all others pass. */
public record DangerousFields(Map<String, Field> byName) {

    /**
     * @param danger what it could do
     * @param part   what of its value matters, where istiod runs in that namespace; missing if nothing does
     */
    public record Field(String name, String danger, BiFunction<JsonNode, String, JsonNode> part) {

        /** Harmless with the value that Istio takes where nothing is written. */
        public Field unless(JsonNode usual) {
            return unless((value, _) -> value.equals(usual));
        }

        /** Harmless with this text. */
        public Field unless(String usual) {
            return unless(TextNode.valueOf(usual));
        }

        /** @param harmless takes the value, and the namespace in which istiod runs */
        public Field unless(BiPredicate<JsonNode, String> harmless) {
            return new Field(name, danger, (value, namespace) -> harmless.test(value, namespace) ? Json.none() : value);
        }

        /** Only these fields of it matter, as far as they can be told apart. */
        public Field by(Predicate<String> parts) {
            return new Field(name, danger, (value, _) -> value.isObject()
                    ? ProtoFields.of(value).map(fields -> kept(fields, parts)).orElse(value)
                    : value);
        }

        /** Only these keys of it matter. */
        public Field byKeys(Predicate<String> keys) {
            return new Field(name, danger, (value, _) -> value.isObject()
                    ? kept(value.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)), keys)
                    : value);
        }

        private static JsonNode kept(Map<String, JsonNode> fields, Predicate<String> parts) {
            Map<String, JsonNode> kept = new TreeMap<>(fields);
            kept.keySet().removeIf(parts.negate());
            return kept.isEmpty() ? Json.none() : Json.object().setAll(kept);
        }
    }

    /** A field that matters with every value. */
    public static Field field(String name, String danger) {
        return new Field(name, danger, (value, _) -> value);
    }

    public static DangerousFields of(Field... fields) {
        return new DangerousFields(Stream.of(fields).collect(Collectors.toUnmodifiableMap(Field::name, Function.identity())));
    }

    /** What one of them could do. */
    public String danger(String name) {
        return byName.get(name).danger();
    }

    /** Those that are set, with what matters of them. */
    public Map<String, JsonNode> in(Map<String, JsonNode> message, String namespace) {
        Map<String, JsonNode> dangerous = new TreeMap<>(message);
        dangerous.keySet().retainAll(byName.keySet());
        dangerous.replaceAll((name, value) -> byName.get(name).part().apply(value, namespace));
        dangerous.values().removeIf(JsonNode::isMissingNode);
        return dangerous;
    }
}
