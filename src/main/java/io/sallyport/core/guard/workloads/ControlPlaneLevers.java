package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Variables of istiod by which it drops policies, or takes keys and settings from somewhere else (pilot/pkg/features). There
 * are hundreds, and more with each version; so every one counts that is not known to leave all of that as it is.
 */
final class ControlPlaneLevers {
    private static final String IGNORE = "PILOT_IGNORE_RESOURCES";
    private static final String INCLUDE = "PILOT_INCLUDE_RESOURCES";
    /** Looked at together. */
    private static final Set<String> FILTERS = Set.of(IGNORE, INCLUDE);
    private static final List<String> NEEDED =
            List.of("authorizationpolicies.security.istio.io", "requestauthentications.security.istio.io");
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

    private static final String UNKNOWN = "may decide which policies, keys or identities istiod takes for good";

    /** Of which none of that depends: speed, logs, traces, status. */
    private static final Pattern HARMLESS = Pattern.compile("POD_NAME|SERVICE_ACCOUNT|PLATFORM|GOMEMLIMIT|GOMAXPROCS|GOGC"
            + "|PILOT_(TRACE_SAMPLING|PUSH_THROTTLE|DEBOUNCE_AFTER|DEBOUNCE_MAX|ENABLE_EDS_DEBOUNCE|MAX_REQUESTS_PER_SECOND"
            + "|XDS_CACHE_SIZE|XDS_CACHE_STATS|ENABLE_XDS_CACHE|ENABLE_CDS_CACHE|ENABLE_RDS_CACHE|JWT_PUB_KEY_REFRESH_INTERVAL"
            + "|ENABLE_ANALYSIS|ENABLE_STATUS|STATUS_MAX_WORKERS|STATUS_BURST|STATUS_QPS|ENABLE_NODE_UNTAINT_CONTROLLERS"
            + "|NODE_UNTAINT_CONTROLLERS_TAINT_NAME)"
            + "|PILOT_ENABLE_(ALPHA_GATEWAY_API|GATEWAY_API|GATEWAY_API_STATUS|GATEWAY_API_DEPLOYMENT_CONTROLLER)"
            + "|ISTIO_(PROMETHEUS_ANNOTATIONS|GPRC_MAXSTREAMS|GPRC_MAXRECVMSGSIZE)|ENABLE_DEBUG_ON_HTTP");

    /** Others, with what Istio's charts say: a pattern of the whole value. */
    private static final Map<String, Pattern> USUAL = Map.of(
            "KUBECONFIG", Pattern.compile("/var/run/secrets/remote/config"),
            "PILOT_CERT_PROVIDER", Pattern.compile("istiod"),
            "CA_TRUSTED_NODE_ACCOUNTS", Pattern.compile("istio-system/ztunnel"),
            "CLUSTER_ID", Pattern.compile("Kubernetes"),
            "EXTERNAL_ISTIOD", Pattern.compile("false"),
            "PILOT_SCOPE_GATEWAY_TO_NAMESPACE", Pattern.compile("false"),
            "XDS_AUTH", Pattern.compile("true"),
            "PILOT_ENABLE_XDS_IDENTITY_CHECK", Pattern.compile("true"));

    private ControlPlaneLevers() {}

    static List<Lever> in(PodTemplate template) {
        List<Lever> levers = new ArrayList<>();
        for (PodTemplate.Container container : template.containers()) {
            List<JsonNode> variables = Json.elements(container.tree().path("env"));
            variables.stream()
                    .filter(ControlPlaneLevers::makesADifference)
                    .map(entry -> lever(entry, container.path()))
                    .forEach(levers::add);
            hiding(variables, container.path(), levers);
            Json.elements(container.tree().path("envFrom"))
                    .forEach(source -> levers.add(GatewayLevers.unseen(source, container.path())));
        }
        return levers;
    }

    private static boolean makesADifference(JsonNode entry) {
        String name = entry.path("name").asText();
        if (FILTERS.contains(name) || HARMLESS.matcher(name).matches()) {
            return false;
        }
        if (name.equals("POD_NAMESPACE")) {
            return !entry.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.namespace");
        }
        if (entry.has("valueFrom")) {
            return true;
        }
        String value = entry.path("value").asText("");
        return USUAL.containsKey(name)
                ? !USUAL.get(name).matcher(value).matches()
                : !NO_DIFFERENCE.getOrDefault(name, Set.of()).contains(value.toUpperCase(Locale.ROOT));
    }

    private static Lever lever(JsonNode entry, String container) {
        String name = entry.path("name").asText();
        return new Lever(name, entry, container + ".env[" + name + "]", DANGERS.getOrDefault(name, UNKNOWN));
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
}
