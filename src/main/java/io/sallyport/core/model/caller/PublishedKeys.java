package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a JSON Web Key Set before it goes to the gateway: Istio's webhook refuses one that it cannot read, and a
 * gateway that verifies with the keys it had is better than none.
 */
public final class PublishedKeys {
    private PublishedKeys() {}

    /** What is wrong with the set; completes a sentence. */
    public static Optional<String> fault(JsonNode jwks) {
        List<JsonNode> keys = Json.elements(jwks.path("keys"));
        if (keys.isEmpty()) {
            return Optional.of("names no keys");
        }
        return keys.stream().allMatch(PublishedKeys::complete)
                ? Optional.empty()
                : Optional.of("names a key that is not a complete public one");
    }

    private static boolean complete(JsonNode key) {
        // A private part has no business here, and would become readable by everybody who may read policies.
        return !key.has("d") && switch (key.path("kty").asText()) {
            case "RSA" -> stated(key, "n", "e");
            case "EC" -> stated(key, "crv", "x", "y");
            case "OKP" -> stated(key, "crv", "x");
            default -> false;
        };
    }

    private static boolean stated(JsonNode key, String... members) {
        return List.of(members).stream().allMatch(member -> !key.path(member).asText().isEmpty());
    }
}
