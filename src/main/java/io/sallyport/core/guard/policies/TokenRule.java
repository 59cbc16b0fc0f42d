package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one {@code jwtRule} makes Envoy do (pilot/pkg/security/authn/policy_applier.go).
 *
 * @param issuer    whose tokens; empty takes any {@code iss}
 * @param keys      where the keys come from: {@code jwksUri URL}, {@code jwks sha256:…}, or {@code discovery}
 * @param audiences one of them must be in the token; empty is not checked
 * @param parameters of the query that a token is taken from
 * @param cookies   that a token is taken from
 * @param headers   that it writes, and so takes away what the client sent; lower case
 */
record TokenRule(
        String issuer,
        Set<String> keys,
        Set<String> audiences,
        Set<String> parameters,
        Set<String> cookies,
        Set<String> headers) {

    /** istiod asks the issuer for the address of its keys. */
    static final String DISCOVERY = "discovery";

    static TokenRule of(JsonNode rule) {
        List<JsonNode> fromHeaders = Json.elements(rule.path("fromHeaders"));
        Set<String> parameters = texts(rule.path("fromParams"));
        Set<String> cookies = texts(rule.path("fromCookies"));
        if (fromHeaders.isEmpty() && parameters.isEmpty() && cookies.isEmpty()) {
            parameters = Set.of("access_token");
        }
        return new TokenRule(
                rule.path("issuer").asText(),
                keys(rule),
                texts(rule.path("audiences")),
                parameters,
                cookies,
                Json.elements(rule.path("outputClaimToHeaders")).stream()
                        .map(entry -> entry.path("header").asText().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Which of several are used depends on how istiod is set up, so each counts. The schema has both spellings. */
    private static Set<String> keys(JsonNode rule) {
        Set<String> keys = Stream.of("jwksUri", "jwks_uri")
                .map(field -> rule.path(field).asText(""))
                .filter(uri -> !uri.isEmpty())
                .map(uri -> "jwksUri " + uri)
                .collect(Collectors.toCollection(TreeSet::new));
        String inline = rule.path("jwks").asText("");
        if (!inline.isEmpty()) {
            keys.add("jwks " + ContentHash.of(inline));
        }
        return keys.isEmpty() ? Set.of(DISCOVERY) : keys;
    }

    private static Set<String> texts(JsonNode list) {
        return new TreeSet<>(Json.texts(list));
    }

    /** Places in a rule that have another type than {@link #of} reads. */
    static List<Fault> shape(JsonNode rule, String path) {
        var shape = new Shape();
        for (String field : List.of("issuer", "jwksUri", "jwks_uri", "jwks", "outputPayloadToHeader")) {
            shape.text(path + "." + field, rule.path(field));
        }
        for (String field : List.of("audiences", "fromParams", "fromCookies")) {
            shape.texts(path + "." + field, rule.path(field));
        }
        for (String field : List.of("fromHeaders", "outputClaimToHeaders")) {
            shape.mappings(path + "." + field, rule.path(field));
        }
        return shape.faults();
    }
}
