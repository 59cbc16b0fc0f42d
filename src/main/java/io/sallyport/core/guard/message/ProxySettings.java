package io.sallyport.core.guard.message;

import static io.sallyport.core.guard.message.DangerousFields.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Those settings of a proxy (Istio's {@code ProxyConfig}) by which a gateway stops checking tokens. */
public final class ProxySettings {
    private static final DangerousFields FIELDS = DangerousFields.of(
            field("binaryPath", "runs another program instead of Envoy").unless("/usr/local/bin/envoy"),
            field("configPath", "starts Envoy with another configuration").unless("./etc/istio/proxy"),
            field("customConfigFile", "starts Envoy with another configuration"),
            field("proxyBootstrapTemplatePath", "starts Envoy with another configuration"),
            field("discoveryAddress", "takes the gateway's configuration from somewhere else").unless(ProxySettings::isIstiod),
            field("controlPlaneAuthPolicy", "takes the gateway's configuration from anybody").unless("MUTUAL_TLS"),
            field("proxyMetadata", "can make istiod take the Pod for another, without its policies")
                    .byKeys(variable -> !AgentVariables.isHarmless(variable)),
            field("runtimeValues", "switches checks of Envoy off"),
            field("gatewayTopology", "decides which of the client's headers are believed"),
            field("proxyHeaders", "decides which of the client's headers are believed")
                    .by(Set.of("forwardedClientCert", "setCurrentClientCertDetails")::contains),
            field("connectionSettings", "decides how paths are read before policies see them")
                    .by(Set.of(
                            "profile",
                            "httpMergeSlashes",
                            "httpPathWithEscapedSlashesAction",
                            "httpHeadersWithUnderscoresAction")::contains),
            field("caCertificatesPem", "believes other certificates"));

    private ProxySettings() {}

    public static String danger(String field) {
        return FIELDS.danger(field);
    }

    /**
     * The dangerous ones that are set, by name; none if the message cannot be read for sure.
     *
     * @param namespace where istiod runs: its own address there is nobody else's
     */
    public static Optional<Map<String, JsonNode>> of(JsonNode message, String namespace) {
        return ProtoFields.of(message).map(fields -> FIELDS.in(fields, namespace));
    }

    public static boolean isIstiod(JsonNode address, String namespace) {
        return Pattern.matches(
                "istiod(-[a-z0-9-]+)?\\." + Pattern.quote(namespace) + "\\.svc(\\.cluster\\.local)?:15012",
                address.asText());
    }
}
