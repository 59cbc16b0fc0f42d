package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import java.util.Map;
import java.util.TreeMap;

/** Makes a proxy verify ServiceAccount tokens: at the gateway, and at Pods behind a hop that hides the gateway. */
final class RequestAuthenticationCompanion {
    private final ExposureSettings settings;
    private final String issuer;
    private final String jwks;

    /** @param jwks the issuer's keys; not used where the settings name a jwksUri */
    RequestAuthenticationCompanion(ExposureSettings settings, String issuer, String jwks) {
        this.settings = settings;
        this.issuer = issuer;
        this.jwks = jwks;
    }

    JsonNode forGateway() {
        return authentication(
                Ownership.metadata(settings.gateway().namespace(), GatewayCompanions.TOKENS),
                Json.object("matchLabels", sorted(settings.gateway().selector())),
                true);
    }

    JsonNode forPods(InferenceService service) {
        return authentication(
                Ownership.metadata(service, Names.companion(service.name())),
                AuthorizationPolicyCompanion.podSelector(service),
                settings.tokens().forward());
    }

    private JsonNode authentication(ObjectNode metadata, ObjectNode selector, boolean forward) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "RequestAuthentication",
                "metadata", metadata,
                "spec", Json.object("selector", selector, "jwtRules", Json.array(rule(forward))));
    }

    private ObjectNode rule(boolean forward) {
        ObjectNode rule = Json.object("issuer", issuer);
        settings.tokens().jwksUri().ifPresentOrElse(uri -> rule.put("jwksUri", uri), () -> rule.put("jwks", jwks));
        rule.put("forwardOriginalToken", forward);
        // Every rule on a gateway must name the same headers, or a token of one rule lets a spoofed header of another by.
        rule.set("outputClaimToHeaders", Json.list(sorted(settings.tokens().claimHeaders()).entrySet().stream()
                .map(entry -> Json.object("header", entry.getKey(), "claim", entry.getValue()))
                .toList()));
        // Stated, because the default also takes a token from the query, where it ends up in logs.
        rule.set("fromHeaders", Json.array(Json.object("name", "Authorization", "prefix", "Bearer ")));
        return rule;
    }

    static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
