package io.sallyport.core.guard.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Fields of a message of Istio's that is written as YAML: {@code rootNamespace} may be spelt {@code root_namespace}, and
 * what is empty is not there.
 */
public final class ProtoFields {
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-zA-Z0-9])");

    private ProtoFields() {}

    /** By their names in camel case; none if one is there twice, which Istio refuses as a whole. */
    public static Optional<Map<String, JsonNode>> of(JsonNode message) {
        Map<String, JsonNode> fields = new TreeMap<>();
        for (String key : Json.keys(message)) {
            String name = UNDERSCORE.matcher(key).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
            if (fields.put(name, message.path(key)) != null) {
                return Optional.empty();
            }
        }
        fields.values().removeIf(ProtoFields::isEmpty);
        return Optional.of(fields);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isMissingNode() || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty());
    }
}
