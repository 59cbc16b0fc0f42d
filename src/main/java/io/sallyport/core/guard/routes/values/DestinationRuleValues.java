package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What of a DestinationRule istiod writes into routes: by what of a request an endpoint is chosen. All else becomes a cluster,
 * and Envoy refuses a cluster by itself.
 */
final class DestinationRuleValues {
    private final Values values;

    DestinationRuleValues(Values values) {
        this.values = values;
    }

    void read(JsonNode object) {
        policy("spec.trafficPolicy", object.at("/spec/trafficPolicy"));
        values.each("spec.subsets", object.at("/spec/subsets"), (path, subset) ->
                policy(path + ".trafficPolicy", subset.path("trafficPolicy")));
    }

    private void policy(String path, JsonNode policy) {
        hash(path, policy);
        values.each(path + ".portLevelSettings", policy.path("portLevelSettings"), this::hash);
    }

    /** An empty name counts: it is one of several fields of which one is set. */
    private void hash(String policyPath, JsonNode policy) {
        JsonNode hash = policy.at("/loadBalancer/consistentHash");
        String path = policyPath + ".loadBalancer.consistentHash";
        if (hash.has("httpHeaderName")) {
            values.headerName(path + ".httpHeaderName", hash.path("httpHeaderName").asText(), true);
        }
        if (hash.has("httpQueryParameterName") && hash.path("httpQueryParameterName").asText().isEmpty()) {
            values.refuse(path + ".httpQueryParameterName", "", "names no parameter", "name one, or leave the field out");
        }
        if (hash.path("httpCookie").isObject()) {
            cookie(path + ".httpCookie", hash.path("httpCookie"));
        }
    }

    private void cookie(String path, JsonNode cookie) {
        if (cookie.path("name").asText("").isEmpty()) {
            values.refuse(path + ".name", "", "names no cookie", "name one");
        }
        for (String field : List.of("name", "path")) {
            values.text(path + "." + field, cookie.path(field));
        }
        values.duration(path + ".ttl", cookie.path("ttl"), false);
        values.each(path + ".attributes", cookie.path("attributes"), (at, attribute) -> {
            if (attribute.path("name").asText("").isEmpty()) {
                values.refuse(at + ".name", "", "names no attribute", "name one");
            }
            values.text(at + ".name", attribute.path("name"));
            values.text(at + ".value", attribute.path("value"));
        });
    }
}
