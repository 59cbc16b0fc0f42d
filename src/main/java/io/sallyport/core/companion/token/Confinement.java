package io.sallyport.core.companion.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.proof.GatewayWorkload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rules of a DENY policy of the gateway that keep the tokens of further issuers away from everything but models. As soon as
 * the gateway knows an issuer's keys, its tokens are a principal on every path, and require-jwt lets them in.
 *
 * <p>They ask for the claim and not for a request principal, which a token without a subject is none of.
 */
public final class Confinement {
    private final ExposureSettings settings;

    public Confinement(ExposureSettings settings) {
        this.settings = settings;
    }

    /** Nothing outside the prefix, nor below it at hosts that our routes do not answer for; and no token for others. */
    public List<ObjectNode> confining(TokenIssuer issuer) {
        List<ObjectNode> rules = new ArrayList<>();
        rules.add(rule(paths("notPaths"), ofIssuer(issuer.url())));
        List<String> hosts = settings.gateway().authorities();
        if (!hosts.isEmpty()) {
            rules.add(rule(operation(Json.object("notHosts", Json.list(hosts))), ofIssuer(issuer.url())));
        }
        rules.add(forOthers(Json.none(), issuer));
        return rules;
    }

    /** Of an issuer that the gateway trusted before: below the prefix no token for others. What it opens elsewhere is not ours to say. */
    public List<ObjectNode> asking(TokenIssuer issuer) {
        return List.of(forOthers(paths("paths"), issuer));
    }

    /** Nothing at all, for an issuer that the settings do not name any more, until the gateway has forgotten its keys. */
    public List<ObjectNode> shutting(String url) {
        return List.of(rule(Json.none(), ofIssuer(url)));
    }

    /**
     * Whether this policy confines the issuer at every Pod of the gateway. What it has to say is known to the letter, so that a
     * policy that says something else is none, whatever it denies.
     */
    public boolean holds(JsonNode policy, TokenIssuer issuer, GatewayWorkload gateway) {
        AuthorizationPolicy read = AuthorizationPolicy.from(policy);
        return gateway.podLabels().stream().allMatch(read::denies)
                && Set.copyOf(Json.elements(policy.at("/spec/rules"))).containsAll(confining(issuer));
    }

    private ObjectNode forOthers(JsonNode to, TokenIssuer issuer) {
        return rule(
                to,
                ofIssuer(issuer.url()),
                Json.object("key", Claim.AUDIENCE.policyKey(), "notValues", issuer.audiences()));
    }

    private static ObjectNode ofIssuer(String url) {
        return Json.object("key", Claim.ISSUER.policyKey(), "values", Json.array(url));
    }

    private JsonNode paths(String field) {
        return operation(Json.object(field, Json.array(settings.prefix(), settings.prefix() + "/*")));
    }

    private static JsonNode operation(ObjectNode fields) {
        return Json.array(Json.object("operation", fields));
    }

    private static ObjectNode rule(JsonNode to, ObjectNode... when) {
        return Json.object("to", to, "when", Json.list(List.of(when)));
    }
}
