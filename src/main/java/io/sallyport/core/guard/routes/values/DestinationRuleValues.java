package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What of a DestinationRule istiod writes into routes: by what of a request an endpoint is chosen. All else becomes a cluster,
 * which Envoy refuses by itself, and with it the whole of the first answer that a new Pod gets (pilot-agent, status/ready).
 */
final class DestinationRuleValues {
    /** Of Envoy's RingHashLbConfig. */
    private static final long LARGEST_RING = 8388608;
    /** Of Envoy's UpstreamTlsContext, in bytes. */
    private static final int LONGEST_SNI = 255;

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
        settings(path, policy);
        values.each(path + ".portLevelSettings", policy.path("portLevelSettings"), this::settings);
    }

    private void settings(String path, JsonNode policy) {
        hash(path, policy);
        JsonNode hash = policy.at("/loadBalancer/consistentHash");
        ring(path + ".loadBalancer.consistentHash.minimumRingSize", hash.path("minimumRingSize"));
        ring(path + ".loadBalancer.consistentHash.ringHash.minimumRingSize", hash.at("/ringHash/minimumRingSize"));
        JsonNode name = policy.at("/tls/sni");
        if (HeaderFormat.bytes(name.asText("")) > LONGEST_SNI) {
            values.refuseCluster(path + ".tls.sni", name, "is longer than 255 bytes", "write the name of a host");
        }
    }

    /** A number, or as a 64-bit one may be written in JSON, a text. */
    private void ring(String path, JsonNode size) {
        if (size.asDouble(0) > LARGEST_RING) {
            values.refuseCluster(path, size, "is more than " + LARGEST_RING, "write a smaller number");
        }
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
