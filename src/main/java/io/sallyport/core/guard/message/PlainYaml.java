package io.sallyport.core.guard.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sallyport.core.model.Json;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * YAML inside a text, read only where every reader of YAML sees the same: Istio's knows anchors, merge keys and binary
 * values, ours does not, and what two readers see differently is a way past one of them.
 */
public final class PlainYaml {
    /** An anchor, without which there is no alias; or a tag. It is also found inside a sentence, which costs a quote. */
    private static final Pattern ANCHOR_OR_TAG = Pattern.compile("(^|[\\s\\[{,])[&!][^\\s,\\[\\]{}]", Pattern.MULTILINE);

    private static final ObjectMapper READER = new ObjectMapper(
                    YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PlainYaml() {}

    /** The mapping that the text is; none if it is something else, or not surely this. An empty text is an empty mapping. */
    public static Optional<ObjectNode> mapping(String text) {
        if (ANCHOR_OR_TAG.matcher(text).find()) {
            return Optional.empty();
        }
        try {
            JsonNode tree = READER.readTree(text);
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                return Optional.of(Json.object());
            }
            return tree instanceof ObjectNode mapping && !merges(tree) ? Optional.of(mapping) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean merges(JsonNode node) {
        if (node.has("<<")) {
            return true;
        }
        for (JsonNode child : node) {
            if (merges(child)) {
                return true;
            }
        }
        return false;
    }
}
