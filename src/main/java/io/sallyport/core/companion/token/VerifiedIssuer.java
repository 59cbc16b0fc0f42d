package io.sallyport.core.companion.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.issuer.KeySource;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.Map;
import java.util.TreeMap;

/**
 * An issuer whose tokens a proxy is told to verify.
 *
 * @param url          as tokens have it in {@code iss}
 * @param claimHeaders claim by header, for what is behind the proxy
 */
public record VerifiedIssuer(String url, KeySource keys, Map<String, String> claimHeaders) {

    /** @param jwks its keys; not used where the settings say where they are */
    public static VerifiedIssuer ofApiServer(String url, String jwks, ExposureSettings settings) {
        ExposureSettings.Tokens tokens = settings.tokens();
        return new VerifiedIssuer(
                url,
                tokens.jwksUri().<KeySource>map(KeySource.At::new).orElseGet(() -> new KeySource.WrittenIn(jwks)),
                tokens.claimHeaders());
    }

    /**
     * Whatever a further issuer writes into its tokens, none of it becomes the name of a user of Kubeflow, or of a group: each
     * such header says the issuer's own URL, which Envoy has compared before, and which is nobody's name.
     */
    public static VerifiedIssuer of(TokenIssuer issuer, ExposureSettings settings) {
        Map<String, String> headers = new TreeMap<>(settings.tokens().claimHeaders());
        headers.replaceAll((_, _) -> "iss");
        return new VerifiedIssuer(issuer.url(), issuer.keys(), headers);
    }

    /**
     * The {@code jwtRule}.
     *
     * @param prefix  what comes before the token in {@code Authorization}
     * @param forward true if the token goes on
     */
    public ObjectNode rule(String prefix, boolean forward) {
        ObjectNode rule = Json.object("issuer", url);
        keys.writeTo(rule);
        rule.put("forwardOriginalToken", forward);
        // Stated, because the default also takes a token from the query, where it ends up in logs.
        rule.set("fromHeaders", Json.array(Json.object("name", "Authorization", "prefix", prefix)));
        return rule;
    }

    /** The same, and it writes the headers: every rule of a proxy names the same ones, or a token of one lets another's be forged. */
    public ObjectNode ruleWithHeaders(String prefix, boolean forward) {
        ObjectNode rule = rule(prefix, forward);
        rule.set("outputClaimToHeaders", Json.list(new TreeMap<>(claimHeaders).entrySet().stream()
                .map(entry -> Json.object("header", entry.getKey(), "claim", entry.getValue()))
                .toList()));
        return rule;
    }
}
