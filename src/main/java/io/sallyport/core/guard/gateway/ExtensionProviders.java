package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.guard.message.ProtoFields;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Json;
import io.sallyport.core.text.GoBoolean;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mesh's {@code extensionProviders}, as istiod takes them for CUSTOM policies. Where it cannot use one, it makes the
 * gateway deny what the policy matches (pilot/pkg/security/authz/builder, getBadCustomDenyRules).
 */
final class ExtensionProviders {
    private static final List<String> EXT_AUTHZ = List.of("envoyExtAuthzHttp", "envoyExtAuthzGrpc");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String SEVERAL = "PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS";
    private static final int LAST_PORT = 65_535;

    private ExtensionProviders() {}

    /**
     * Why istiod cannot use a provider, in words that a sentence begins with; empty if it can, or if the mesh's settings
     * are not known.
     *
     * @param namespace of istiod
     * @param asked     the providers of all CUSTOM policies of the workload, this one among them
     */
    static Optional<String> fault(ClusterObjects cluster, String namespace, String provider, Set<String> asked) {
        if (asked.size() > 1 && !takesSeveral(cluster, namespace)) {
            return Optional.of("asks one of several providers, of which istiod takes one for a workload");
        }
        return MeshConfigMaps.inForce(cluster, namespace).flatMap(mesh -> faultOf(mesh, provider));
    }

    private static Optional<String> faultOf(ObjectNode mesh, String provider) {
        List<Map<String, JsonNode>> named = ProtoFields.of(mesh)
                .map(fields -> Json.elements(fields.getOrDefault("extensionProviders", Json.none())))
                .orElse(List.of())
                .stream()
                .flatMap(entry -> ProtoFields.of(entry).stream())
                .filter(entry -> EXT_AUTHZ.stream().anyMatch(entry::containsKey))
                .filter(entry -> entry.getOrDefault("name", Json.none()).asText().equals(provider))
                .toList();
        if (named.isEmpty()) {
            return Optional.of("asks the provider \"" + provider + "\", which the mesh's extensionProviders do not have");
        }
        boolean good = named.size() == 1 && NAME.matcher(provider).matches() && canBeAsked(named.getFirst());
        return good ? Optional.empty() : Optional.of("asks the provider \"" + provider + "\", which istiod cannot use as it is written");
    }

    private static boolean canBeAsked(Map<String, JsonNode> provider) {
        return EXT_AUTHZ.stream()
                .flatMap(kind -> Optional.ofNullable(provider.get(kind)).stream())
                .flatMap(message -> ProtoFields.of(message).stream())
                .anyMatch(message -> message.containsKey("service") && isPort(message.getOrDefault("port", Json.none())));
    }

    private static boolean isPort(JsonNode port) {
        return port.asInt() >= 1 && port.asInt() <= LAST_PORT;
    }

    private static boolean takesSeveral(ClusterObjects cluster, String namespace) {
        return PodTemplate.in(cluster, namespace).stream()
                .filter(PodTemplate::isIstiod)
                .flatMap(template -> template.environment(SEVERAL).stream())
                .anyMatch(value -> GoBoolean.isTrue(value.asText()));
    }
}
