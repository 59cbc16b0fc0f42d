package io.sallyport.core.guard.message;

import static io.sallyport.core.guard.message.DangerousFields.field;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.message.DangerousFields.Field;
import io.sallyport.core.model.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
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
            new Field("tracing", "makes tokens known to all who read traces", (value, _) -> disclosing(value)),
            field("drainDuration", "keeps connections, with the policies of before, for longer").unless((value, _) -> isShort(value)),
            field("caCertificatesPem", "believes other certificates"));

    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,6})(\\.[0-9]+)?s");
    /** Istio's default is 45 s. */
    private static final int LONGEST_DRAIN = 600;

    private ProxySettings() {}

    private static JsonNode disclosing(JsonNode tracing) {
        JsonNode tags = ProtoFields.of(tracing).map(fields -> fields.getOrDefault("customTags", Json.none())).orElse(tracing);
        return Json.elements(Json.list(tags)).stream().anyMatch(CredentialHeaders::areTraced) ? tags : Json.none();
    }

    private static boolean isShort(JsonNode duration) {
        Matcher seconds = SECONDS.matcher(duration.asText());
        return seconds.matches() && Integer.parseInt(seconds.group(1)) <= LONGEST_DRAIN;
    }

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
