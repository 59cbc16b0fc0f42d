package io.sallyport.core.guard.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.model.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * How an admin says "exactly this": the SHA-256 of a tree as JSON with sorted keys and no space between them, which is
 * what {@code jq -cSj .spec | sha256sum} computes.
 */
public final class ContentHash {
    private ContentHash() {}

    /** {@code sha256:} and 64 hexadecimal digits. */
    public static String of(JsonNode content) {
        MessageDigest digest = digest();
        // Piece by piece: the whole as one text, and again as bytes, would take many times what the object does.
        write(content, piece -> digest.update(piece.getBytes(StandardCharsets.UTF_8)));
        return text(digest);
    }

    public static String of(String text) {
        MessageDigest digest = digest();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return text(digest);
    }

    private static void write(JsonNode node, Consumer<String> out) {
        if (node.isObject()) {
            String before = "{";
            for (String key : Json.keys(node).stream().sorted().toList()) {
                out.accept(before);
                quote(key, out);
                out.accept(":");
                write(node.path(key), out);
                before = ",";
            }
            out.accept(node.isEmpty() ? "{}" : "}");
        } else if (node.isArray()) {
            String before = "[";
            for (JsonNode element : node) {
                out.accept(before);
                write(element, out);
                before = ",";
            }
            out.accept(node.isEmpty() ? "[]" : "]");
        } else if (node.isTextual()) {
            quote(node.textValue(), out);
        } else {
            out.accept(node.isMissingNode() ? "null" : node.toString());
        }
    }

    /** Jackson sets up a writer for each text that it quotes, which most texts do not need. */
    private static void quote(String text, Consumer<String> out) {
        if (text.chars().allMatch(letter -> letter >= ' ' && letter < 0x7f && letter != '"' && letter != '\\')) {
            out.accept("\"");
            out.accept(text);
            out.accept("\"");
        } else {
            out.accept(TextNode.valueOf(text).toString());
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String text(MessageDigest digest) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }
}
