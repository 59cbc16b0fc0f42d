package io.sallyport.core.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.ArrivedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A token where a rule looks for one.
 *
 * @param header that it came in; empty if it came in the query or a cookie
 * @param claims empty if it is none
 */
record SentToken(String header, Optional<JsonNode> claims) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Every one that the request carries for this rule; without places of its own, in the usual two. */
    static List<SentToken> of(ArrivedRequest request, JsonNode rule) {
        List<SentToken> tokens = new ArrayList<>();
        List<String> parameters = new ArrayList<>(Json.texts(rule.path("fromParams")));
        List<String> cookies = Json.texts(rule.path("fromCookies"));
        List<JsonNode> headers = new ArrayList<>(Json.elements(rule.path("fromHeaders")));
        if (headers.isEmpty() && parameters.isEmpty() && cookies.isEmpty()) {
            headers.add(Json.object("name", "authorization", "prefix", "Bearer "));
            parameters.add("access_token");
        }
        for (JsonNode header : headers) {
            String name = header.path("name").asText();
            String prefix = header.path("prefix").asText("");
            request.values(name).stream()
                    .limit(1)
                    .filter(value -> value.contains(prefix))
                    .forEach(value -> tokens.add(
                            new SentToken(name, claims(value.substring(value.indexOf(prefix) + prefix.length())))));
        }
        parameters.forEach(name -> pairs(request.target().replaceFirst("^[^?]*\\??", ""), "&", name)
                .forEach(value -> tokens.add(new SentToken("", claims(value)))));
        cookies.forEach(name -> request.values("cookie").stream()
                .flatMap(cookie -> pairs(cookie, "; *", name))
                .forEach(value -> tokens.add(new SentToken("", claims(value)))));
        return tokens;
    }

    /** A token with these claims that nobody has signed. */
    static String unsigned(JsonNode claims) {
        return part(Json.object("alg", "RS256")) + "." + part(claims) + ".signature";
    }

    private static String part(JsonNode tree) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tree.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<String> pairs(String text, String separator, String name) {
        return Stream.of(text.split(separator))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .limit(1);
    }

    private static Optional<JsonNode> claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)))
                    .filter(JsonNode::isObject);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
