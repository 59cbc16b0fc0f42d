package io.sallyport.core.guard.mesh;

import static io.sallyport.core.guard.message.DangerousFields.field;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.message.CredentialHeaders;
import io.sallyport.core.guard.message.DangerousFields;
import io.sallyport.core.guard.message.ProtoFields;
import io.sallyport.core.guard.message.ProxySettings;
import io.sallyport.core.model.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Those settings of the mesh (Istio's {@code MeshConfig}) by which the gateway stops checking tokens; all others pass. */
final class MeshSettings {
    static final String PROXY = "defaultConfig.";
    static final String PROVIDER = "extensionProviders";
    /** After a provider's name: what it logs. */
    private static final String LOG = " log";
    static final String SELECTORS = "discoverySelectors";
    static final String NORMALIZATION = "pathNormalization";

    /** With what Istio takes where nothing is written (pkg/config/mesh/mesh.go). */
    private static final DangerousFields FIELDS = DangerousFields.of(
            field("rootNamespace", "takes the policies for the whole mesh from another namespace").unless("istio-system"),
            field(SELECTORS, "hides the gateway's namespace, with its policies, from istiod"),
            field("configSources", "reads routes and policies from somewhere else"),
            field(NORMALIZATION, "lets policies see other paths than backends do"),
            field("ingressClass", "makes other Ingresses routes of the gateway").unless("istio"),
            field("ingressService", "makes Ingresses routes of another gateway").unless("istio-ingressgateway"),
            field("ingressSelector", "makes Ingresses routes of another gateway"),
            field("ingressControllerMode", "makes other Ingresses routes of the gateway").unless("STRICT"),
            field("trustDomain", "believes identities of another mesh").unless("cluster.local"),
            field("trustDomainAliases", "believes identities of another mesh"),
            field("ca", "takes the identities of the mesh from somebody else"),
            field("accessLogFormat", "writes tokens into the logs of all proxies")
                    .unless((format, _) -> !CredentialHeaders.mayBePrinted(format.asText())),
            field("caCertificates", "believes identities of another mesh"),
            field("defaultVirtualServiceExportTo", "changes which routes the gateway puts first").unless(Json.array("*")));

    /** Fields of an ext_authz provider that decide neither who is asked nor what is believed of the answer. */
    private static final Set<String> HARMLESS_OF_PROVIDER = Set.of(
            "timeout",
            "statusOnError",
            "headersToDownstreamOnDeny",
            "headersToDownstreamOnAllow",
            "includeHeadersInCheck",
            "includeRequestHeadersInCheck");

    private MeshSettings() {}

    static String danger(String field) {
        if (field.endsWith(LOG)) {
            return "makes tokens known to all who read its log";
        }
        if (field.startsWith(PROXY)) {
            return ProxySettings.danger(field.substring(PROXY.length()));
        }
        return field.startsWith(PROVIDER)
                ? "asks somebody else, or believes more, where a policy of the gateway asks"
                : FIELDS.danger(field);
    }

    /**
     * The dangerous ones that are not Istio's default, by name; none if they cannot be read for sure.
     *
     * @param providers those that policies of the gateway ask
     */
    static Optional<Map<String, JsonNode>> of(JsonNode mesh, String namespace, Set<String> providers) {
        Optional<Map<String, JsonNode>> all = ProtoFields.of(mesh);
        if (all.isEmpty()) {
            return all;
        }
        Map<String, JsonNode> fields = all.get();
        Map<String, JsonNode> dangerous = FIELDS.in(fields, namespace);
        JsonNode proxy = fields.getOrDefault("defaultConfig", Json.object());
        Optional<Map<String, JsonNode>> ofProxy =
                proxy.isObject() ? ProxySettings.of(proxy, namespace) : Optional.empty();
        Optional<Map<String, JsonNode>> ofProviders =
                providers(fields.getOrDefault(PROVIDER, Json.array()), providers);
        if (ofProxy.isEmpty() || ofProviders.isEmpty()) {
            return Optional.empty();
        }
        ofProxy.get().forEach((name, value) -> dangerous.put(PROXY + name, value));
        dangerous.putAll(ofProviders.get());
        return Optional.of(dangerous);
    }

    private static Optional<Map<String, JsonNode>> providers(JsonNode list, Set<String> asked) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        List<JsonNode> entries = Json.elements(list);
        if (!list.isArray()) {
            return Optional.empty();
        }
        for (JsonNode entry : entries) {
            Optional<Map<String, JsonNode>> fields = ProtoFields.of(entry);
            if (fields.isEmpty() || !entry.path("name").isTextual()) {
                return Optional.empty();
            }
            String key = PROVIDER + "[" + entry.path("name").asText() + "]";
            if (CredentialHeaders.areLogged(entry)) {
                found.put(key + LOG, entry);
            }
            if (asked.contains(entry.path("name").asText())
                    && found.put(key, core(fields.get())) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    private static JsonNode core(Map<String, JsonNode> provider) {
        Map<String, JsonNode> kept = new TreeMap<>();
        provider.forEach((kind, message) -> {
            Map<String, JsonNode> inner = ProtoFields.of(message).orElse(Map.of("", message));
            Map<String, JsonNode> rest = new TreeMap<>(inner);
            rest.keySet().removeAll(HARMLESS_OF_PROVIDER);
            kept.put(kind, message.isObject() ? Json.object().setAll(rest) : message);
        });
        return Json.object().setAll(kept);
    }
}
