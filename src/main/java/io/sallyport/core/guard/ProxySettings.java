package io.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Those settings of a proxy (Istio's {@code ProxyConfig}) by which a gateway stops checking tokens. */
final class ProxySettings {
    /** What each could do; all others pass. */
    private static final Map<String, String> DANGERS = Map.ofEntries(
            Map.entry("binaryPath", "runs another program instead of Envoy"),
            Map.entry("configPath", "starts Envoy with another configuration"),
            Map.entry("customConfigFile", "starts Envoy with another configuration"),
            Map.entry("proxyBootstrapTemplatePath", "starts Envoy with another configuration"),
            Map.entry("discoveryAddress", "takes the gateway's configuration from somewhere else"),
            Map.entry("controlPlaneAuthPolicy", "takes the gateway's configuration from anybody"),
            Map.entry("proxyMetadata", "can make istiod take the Pod for another, without its policies"),
            Map.entry("runtimeValues", "switches checks of Envoy off"),
            Map.entry("gatewayTopology", "decides which of the client's headers are believed"),
            Map.entry("proxyHeaders", "decides which of the client's headers are believed"),
            Map.entry("connectionSettings", "decides how paths are read before policies see them"),
            Map.entry("caCertificatesPem", "believes other certificates"));

    /** Those fields of a message that matter; the whole message where it is not listed. */
    private static final Map<String, Set<String>> PARTS = Map.of(
            "proxyHeaders", Set.of("forwardedClientCert", "setCurrentClientCertDetails"),
            "connectionSettings",
                    Set.of(
                            "profile",
                            "httpMergeSlashes",
                            "httpPathWithEscapedSlashesAction",
                            "httpHeadersWithUnderscoresAction"));

    private ProxySettings() {}

    static String danger(String field) {
        return DANGERS.get(field);
    }

    /**
     * The dangerous ones that are set, by name; none if the message cannot be read for sure.
     *
     * @param namespace where istiod runs: its own address there is nobody else's
     */
    static Optional<Map<String, JsonNode>> of(JsonNode message, String namespace) {
        return ProtoFields.of(message).map(fields -> {
            Map<String, JsonNode> dangerous = new TreeMap<>(fields);
            dangerous.keySet().retainAll(DANGERS.keySet());
            dangerous.computeIfPresent("discoveryAddress", (_, address) -> isIstiod(address, namespace) ? null : address);
            dangerous.computeIfPresent(
                    "controlPlaneAuthPolicy", (_, policy) -> policy.asText().equals("MUTUAL_TLS") ? null : policy);
            dangerous.computeIfPresent("configPath", (_, path) -> path.asText().equals("./etc/istio/proxy") ? null : path);
            dangerous.computeIfPresent(
                    "binaryPath", (_, path) -> path.asText().equals("/usr/local/bin/envoy") ? null : path);
            dangerous.replaceAll(ProxySettings::matter);
            dangerous.values().removeIf(JsonNode::isMissingNode);
            return dangerous;
        });
    }

    private static JsonNode matter(String name, JsonNode value) {
        Optional<Map<String, JsonNode>> fields = ProtoFields.of(value);
        if (!value.isObject() || fields.isEmpty()) {
            return value;
        }
        Map<String, JsonNode> kept = new TreeMap<>();
        if (PARTS.containsKey(name)) {
            kept.putAll(fields.get());
            kept.keySet().retainAll(PARTS.get(name));
        } else if (name.equals("proxyMetadata")) {
            Json.keys(value).stream()
                    .filter(variable -> !GatewayLevers.isHarmless(variable))
                    .forEach(variable -> kept.put(variable, value.path(variable)));
        } else {
            return value;
        }
        return kept.isEmpty() ? Json.none() : Json.object().setAll(kept);
    }

    static boolean isIstiod(JsonNode address, String namespace) {
        return Pattern.matches(
                "istiod(-[a-z0-9-]+)?\\." + Pattern.quote(namespace) + "\\.svc(\\.cluster\\.local)?:15012",
                address.asText());
    }
}
