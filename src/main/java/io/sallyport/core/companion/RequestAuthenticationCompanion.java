package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.way.TokenHandover;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;
import java.util.Map;
import java.util.TreeMap;

/** Makes a proxy verify ServiceAccount tokens: at the gateway, and at the Pods of exposed models. */
final class RequestAuthenticationCompanion {
    private static final String USUAL_PREFIX = "Bearer ";

    private final ExposureSettings settings;
    private final String issuer;
    private final String jwks;

    /** @param jwks the issuer's keys; not used where the settings name a jwksUri */
    RequestAuthenticationCompanion(ExposureSettings settings, String issuer, String jwks) {
        this.settings = settings;
        this.issuer = issuer;
        this.jwks = jwks;
    }

    /** The usual form, and the token goes on: what stands behind the gateway may look at it as well. */
    JsonNode forGateway() {
        ObjectNode rule = rule(USUAL_PREFIX, true);
        rule.set("outputClaimToHeaders", claimHeaders());
        return authentication(
                Ownership.metadata(settings.gateway().namespace(), GatewayCompanions.TOKENS),
                Json.object("matchLabels", sorted(settings.gateway().selector())),
                rule);
    }

    /**
     * One for the Pods of all exposed models, to which KServe copies the label: new keys are one write. It makes no headers
     * of claims, or a person's call, which has no such token, would lose the name that the gateway gave it.
     *
     * @param rootNamespace of the mesh, whose objects reach every Pod
     */
    JsonNode forExposedPods(String rootNamespace) {
        return authentication(
                Ownership.metadata(rootNamespace, GatewayCompanions.PODS),
                Json.object("matchLabels", Json.object(settings.label(), "true")),
                rule(TokenHandover.PREFIX, false));
    }

    /**
     * Of one model, where others than the gateway hand calls over, and the name of the caller may be anybody's invention:
     * here it is made of the token. Of two rules that take a token Istio asks that of the Pod's own namespace first
     * (pilot/pkg/model/authentication.go, getConfigsForWorkload).
     */
    JsonNode forPods(Model service) {
        ObjectNode rule = rule(TokenHandover.PREFIX, false);
        rule.set("outputClaimToHeaders", claimHeaders());
        return authentication(
                Ownership.metadata(service, Names.companion(service.name())),
                AuthorizationPolicyCompanion.podSelector(service),
                rule);
    }

    private static JsonNode authentication(ObjectNode metadata, ObjectNode selector, ObjectNode rule) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "RequestAuthentication",
                "metadata", metadata,
                "spec", Json.object("selector", selector, "jwtRules", Json.array(rule)));
    }

    private ObjectNode rule(String prefix, boolean forward) {
        ObjectNode rule = Json.object("issuer", issuer);
        settings.tokens().jwksUri().ifPresentOrElse(uri -> rule.put("jwksUri", uri), () -> rule.put("jwks", jwks));
        rule.put("forwardOriginalToken", forward);
        // Stated, because the default also takes a token from the query, where it ends up in logs.
        rule.set("fromHeaders", Json.array(Json.object("name", "Authorization", "prefix", prefix)));
        return rule;
    }

    /** Every rule on a proxy must name the same ones, or a token of one rule lets a spoofed header of another by. */
    private JsonNode claimHeaders() {
        return Json.list(sorted(settings.tokens().claimHeaders()).entrySet().stream()
                .map(entry -> Json.object("header", entry.getKey(), "claim", entry.getValue()))
                .toList());
    }

    static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
