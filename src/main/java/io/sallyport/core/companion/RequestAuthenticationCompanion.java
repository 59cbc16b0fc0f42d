package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.token.VerifiedIssuer;
import io.sallyport.core.companion.way.TokenHandover;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes a proxy verify tokens of callers: at the gateway, and at the Pods of exposed models. */
final class RequestAuthenticationCompanion {
    private static final String USUAL_PREFIX = "Bearer ";

    private final ExposureSettings settings;
    private final List<VerifiedIssuer> issuers;

    /** @param issuers at least one */
    RequestAuthenticationCompanion(ExposureSettings settings, List<VerifiedIssuer> issuers) {
        this.settings = settings;
        this.issuers = issuers;
    }

    /** The usual form, and the token goes on: what is behind the gateway may look at it as well. */
    JsonNode forGateway() {
        return authentication(
                Ownership.metadata(settings.gateway().namespace(), GatewayCompanions.TOKENS),
                Json.object("matchLabels", sorted(settings.gateway().selector())),
                issuer -> issuer.ruleWithHeaders(USUAL_PREFIX, true));
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
                issuer -> issuer.rule(TokenHandover.PREFIX, false));
    }

    /**
     * Of one model, where others than the gateway hand calls over, and the name of the caller may be anybody's invention:
     * here it is made of the token. Of two rules that take a token Istio asks that of the Pod's own namespace first
     * (pilot/pkg/model/authentication.go, getConfigsForWorkload).
     */
    JsonNode forPods(Model service, ExposedPart part) {
        return authentication(
                Ownership.metadata(service, part.name()),
                AuthorizationPolicyCompanion.podSelector(part),
                issuer -> issuer.ruleWithHeaders(TokenHandover.PREFIX, false));
    }

    private JsonNode authentication(ObjectNode metadata, ObjectNode selector, Function<VerifiedIssuer, ObjectNode> rule) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "RequestAuthentication",
                "metadata", metadata,
                "spec", Json.object("selector", selector, "jwtRules", Json.list(issuers.stream().map(rule).toList())));
    }

    static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
