package io.sallyport.core.guard.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * How an admin says "exactly this": the SHA-256 of a tree as JSON with sorted keys and no space between them, which is
 * what {@code jq -cSj .spec | sha256sum} computes.
 */
public final class ContentHash {
    private ContentHash() {}

    /** {@code sha256:} and 64 hexadecimal digits. */
    public static String of(JsonNode content) {
        return of(canonical(content));
    }

    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String canonical(JsonNode node) {
        if (node.isObject()) {
            return Json.keys(node).stream()
                    .sorted()
                    .map(key -> TextNode.valueOf(key) + ":" + canonical(node.path(key)))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (node.isArray()) {
            return Json.elements(node).stream()
                    .map(ContentHash::canonical)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return node.isMissingNode() ? "null" : node.toString();
    }
}
