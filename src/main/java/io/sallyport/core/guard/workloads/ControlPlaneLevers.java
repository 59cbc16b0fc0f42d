package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Variables of istiod by which it drops policies, or takes keys and settings from somewhere else (pilot/pkg/features). */
final class ControlPlaneLevers {
    private static final String IGNORE = "PILOT_IGNORE_RESOURCES";
    private static final String INCLUDE = "PILOT_INCLUDE_RESOURCES";
    private static final List<String> NEEDED =
            List.of("authorizationpolicies.security.istio.io", "requestauthentications.security.istio.io");
    private static final String SETTINGS_FOLDER = "/etc/istio/config";

    private static final Map<String, String> DANGERS = Map.of(
            "ISTIO_WATCH_NAMESPACE", "hides the gateway's policies from istiod",
            "ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY", "drops policies of gateways that the Gateway API made",
            "PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS", "believes further providers of authorization",
            "PILOT_JWT_ENABLE_REMOTE_JWKS", "takes the keys of tokens from wherever the mesh routes to",
            "JWKS_RESOLVER_INSECURE_SKIP_VERIFY", "takes the keys of tokens from anybody",
            "SHARED_MESH_CONFIG", "takes the mesh's settings from another ConfigMap",
            "PILOT_SKIP_VALIDATE_TRUST_DOMAIN", "believes identities of another mesh",
            "REVISION", "drops objects that are meant for the old revision, and reads another ConfigMap");

    /** Values with which istiod does as it does without the variable; upper case. */
    private static final Map<String, Set<String>> NO_DIFFERENCE = Map.of(
            "ISTIO_WATCH_NAMESPACE", Set.of(""),
            "ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY", Set.of("TRUE", "T", "1"),
            "PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS", Set.of("FALSE", "F", "0"),
            "PILOT_JWT_ENABLE_REMOTE_JWKS", Set.of("", "FALSE", "ISTIOD"),
            "JWKS_RESOLVER_INSECURE_SKIP_VERIFY", Set.of("FALSE", "F", "0"),
            "SHARED_MESH_CONFIG", Set.of(""),
            "PILOT_SKIP_VALIDATE_TRUST_DOMAIN", Set.of("FALSE", "F", "0"),
            "REVISION", Set.of("", "DEFAULT"));

    private ControlPlaneLevers() {}

    static List<Lever> in(PodTemplate template) {
        List<Lever> levers = new ArrayList<>();
        for (PodTemplate.Container container : template.containers()) {
            List<JsonNode> variables = Json.elements(container.tree().path("env"));
            variables.stream()
                    .filter(entry -> DANGERS.containsKey(entry.path("name").asText()) && makesADifference(entry))
                    .map(entry -> lever(entry, container.path(), DANGERS.get(entry.path("name").asText())))
                    .forEach(levers::add);
            hiding(variables, container.path(), levers);
            Json.elements(container.tree().path("envFrom"))
                    .forEach(source -> levers.add(GatewayLevers.unseen(source, container.path())));
            settings(template, container, levers);
        }
        return levers;
    }

    private static boolean makesADifference(JsonNode entry) {
        String name = entry.path("name").asText();
        JsonNode value = entry.path("value");
        return entry.has("valueFrom") || !NO_DIFFERENCE.get(name).contains(value.asText("").toUpperCase(Locale.ROOT));
    }

    private static Lever lever(JsonNode entry, String container, String danger) {
        String name = entry.path("name").asText();
        return new Lever(name, entry, container + ".env[" + name + "]", danger);
    }

    /** What is ignored counts unless it is included again (pkg/kube/kclient/crdwatcher.go). */
    private static void hiding(List<JsonNode> variables, String container, List<Lever> levers) {
        List<JsonNode> ignoring = named(variables, IGNORE).toList();
        List<JsonNode> including = named(variables, INCLUDE).toList();
        boolean hides = ignoring.stream().anyMatch(ignore -> NEEDED.stream()
                .anyMatch(kind -> matches(ignore, kind, true)
                        && including.stream().noneMatch(include -> matches(include, kind, false))));
        if (hides) {
            levers.add(new Lever(
                    IGNORE,
                    Json.array(ignoring.getFirst(), including.isEmpty() ? "" : including.getFirst()),
                    container + ".env[" + IGNORE + "]",
                    "hides the gateway's policies from istiod"));
        }
    }

    private static Stream<JsonNode> named(List<JsonNode> variables, String name) {
        return variables.stream().filter(entry -> entry.path("name").asText().equals(name));
    }

    private static boolean matches(JsonNode entry, String kind, boolean ifUnknown) {
        if (entry.has("valueFrom")) {
            return ifUnknown;
        }
        return Stream.of(entry.path("value").asText("").split(","))
                .map(String::strip)
                .anyMatch(filter -> filter.startsWith("*.") ? kind.endsWith(filter.substring(2)) : kind.equals(filter));
    }

    /** The folder that istiod prefers to the ConfigMap. */
    private static void settings(PodTemplate template, PodTemplate.Container container, List<Lever> levers) {
        List<String> mounted = Json.elements(container.tree().path("volumeMounts")).stream()
                .filter(mount -> mount.path("mountPath").asText().startsWith(SETTINGS_FOLDER))
                .map(mount -> mount.path("name").asText())
                .toList();
        Json.elements(template.tree().path("spec").path("volumes")).stream()
                .filter(volume -> mounted.contains(volume.path("name").asText()))
                .filter(volume -> !volume.at("/configMap/name").asText().matches("istio(-[a-z0-9-]+)?"))
                .forEach(volume -> levers.add(new Lever(
                        "mesh",
                        volume,
                        template.prefix() + "spec.volumes[" + volume.path("name").asText() + "]",
                        "takes the mesh's settings from somewhere else")));
    }
}
