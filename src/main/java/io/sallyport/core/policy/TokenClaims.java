package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;

/**
 * What a condition on the verified token asks, as Istio writes it (pilot/pkg/security/authz/model/generator.go): only
 * texts and lists of texts match, each alone.
 */
public final class TokenClaims {
    private TokenClaims() {}

    /** Whether the claim has one of the values. */
    static boolean match(Condition.Token condition, JsonNode claims) {
        if (condition.claim().equals(ClauseReader.PRINCIPAL)) {
            return condition.values().stream().anyMatch(value -> isPrincipal(value, claims));
        }
        List<String> there =
                values(condition.claim(), claims).stream().map(TextPattern::asBytes).toList();
        return condition.values().stream()
                .map(TokenClaims::pattern)
                .anyMatch(pattern -> there.stream().anyMatch(pattern::matches));
    }

    /** The texts of a claim, of a list one by one. */
    public static List<String> values(List<String> path, JsonNode claims) {
        JsonNode claim = claims;
        for (String name : path) {
            claim = claim.path(name);
        }
        if (path.equals(List.of("scope")) || path.equals(List.of("permission"))) {
            // Istio has Envoy take these two apart at their spaces (policy_applier.go, buildSpaceDelimitedClaims).
            return claim.isTextual() ? List.of(claim.asText().split(" ")) : Json.texts(claim);
        }
        return claim.isTextual() ? List.of(claim.asText()) : Json.texts(claim);
    }

    /** {@code iss/sub}, split at the last slash; a star is allowed at one end, and each side has to be there. */
    private static boolean isPrincipal(String value, JsonNode claims) {
        String issuer = claims.path("iss").isTextual() ? claims.path("iss").asText() : "";
        String subject = claims.path("sub").isTextual() ? claims.path("sub").asText() : "";
        if (issuer.isEmpty() || subject.isEmpty()) {
            return false;
        }
        int slash = value.lastIndexOf('/');
        String wantedIssuer = slash < 0 ? value : value.substring(0, slash);
        String wantedSubject = slash < 0 ? "" : value.substring(slash + 1);
        if (value.equals("*")) {
            return true;
        }
        if (value.startsWith("*")) {
            return slash < 0
                    ? subject.endsWith(value.substring(1))
                    : issuer.endsWith(wantedIssuer.substring(1)) && subject.equals(wantedSubject);
        }
        if (value.endsWith("*")) {
            return slash < 0
                    ? issuer.startsWith(value.substring(0, value.length() - 1))
                    : issuer.equals(wantedIssuer)
                            && subject.startsWith(wantedSubject.substring(0, wantedSubject.length() - 1));
        }
        return issuer.equals(wantedIssuer) && subject.equals(wantedSubject);
    }

    private static TextPattern pattern(String value) {
        return value.equals("*") ? new TextPattern.NonEmpty() : TextPattern.ofHeader(value);
    }
}
