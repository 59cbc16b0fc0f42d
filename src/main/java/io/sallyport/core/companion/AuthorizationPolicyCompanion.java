package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.serving.Endpoint;
import io.sallyport.core.serving.Endpoint.Call;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The lock at a model's Pods in the mesh: the sidecar judges who calls, by the token that it has verified itself. */
final class AuthorizationPolicyCompanion {
    /** What Knative's activator and gateways ask the Pod's queue-proxy with, which answers it and passes none on. */
    private static final String PROBE_HEADER = "request.headers[k-network-probe]";
    private static final String PROBE = "queue";
    private static final String PROBE_PATH = "/healthz";

    private final Model service;
    private final ExposedPart part;
    private final CallerClaims claims;

    AuthorizationPolicyCompanion(Model service, ExposedPart part, CallerClaims claims) {
        this.service = service;
        this.part = part;
        this.claims = claims;
    }

    /** Lets the callers make the listed calls, and nothing else. Where a hop shows no identity, the token alone counts. */
    JsonNode admitting(Hops hops) {
        JsonNode from = hops.complete() ? from(hops) : Json.none();
        List<ObjectNode> operations = pathsByMethod().entrySet().stream()
                .map(entry -> operation(Json.object("methods", Json.array(entry.getKey()), "paths", entry.getValue())))
                .toList();
        return policy(part.name(), "ALLOW", claims.held().stream()
                .map(held -> Json.object("from", from, "to", operations, "when", held))
                .toList());
    }

    /**
     * Refuses what comes from the hops and is no listed call of a caller: ALLOW policies add up, so only a DENY can keep out
     * what others let in. Knative's probes pass, or the Pod would never count as healthy; what reads metrics is no hop.
     */
    JsonNode denying(Hops hops) {
        List<ObjectNode> rules = new ArrayList<>();
        for (List<ObjectNode> lacking : claims.lacking()) {
            rules.addAll(unlessProbe(hops, Json.none(), lacking));
        }
        Set<String> paths = new LinkedHashSet<>();
        pathsByMethod().values().forEach(paths::addAll);
        rules.addAll(unlessProbe(hops, Json.list(paths), List.of()));
        return policy(part.name() + "-lock", "DENY", rules);
    }

    private List<ObjectNode> unlessProbe(Hops hops, JsonNode notPaths, List<ObjectNode> when) {
        if (service.mode() != DeploymentMode.KNATIVE) {
            return List.of(rule(hops, notPaths, when));
        }
        var others = Json.array(PROBE_PATH);
        notPaths.forEach(others::add);
        List<ObjectNode> noProbe = new ArrayList<>(when);
        noProbe.add(Json.object("key", PROBE_HEADER, "notValues", Json.array(PROBE)));
        return List.of(rule(hops, others, when), rule(hops, notPaths, noProbe));
    }

    private static ObjectNode rule(Hops hops, JsonNode notPaths, List<ObjectNode> when) {
        return Json.object(
                "from", from(hops),
                "to", notPaths.isMissingNode() ? Json.none() : Json.array(operation(Json.object("notPaths", notPaths))),
                "when", when.isEmpty() ? Json.none() : Json.list(when));
    }

    private static JsonNode from(Hops hops) {
        return Json.array(Json.object("source", Json.object("principals", hops.principals())));
    }

    private static ObjectNode operation(ObjectNode fields) {
        return Json.object("operation", fields);
    }

    private JsonNode policy(String name, String action, List<ObjectNode> rules) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "AuthorizationPolicy",
                "metadata", Ownership.metadata(service, name),
                "spec", Json.object("action", action, "selector", podSelector(part), "rules", rules));
    }

    /** The labels that KServe puts on the Pods that take calls. */
    static ObjectNode podSelector(ExposedPart part) {
        return Json.object("matchLabels", part.component().pods().selector());
    }

    private Map<String, List<String>> pathsByMethod() {
        Map<String, Set<String>> paths = new TreeMap<>();
        for (Endpoint endpoint : part.endpoints()) {
            for (Call call : endpoint.calls()) {
                paths.computeIfAbsent(call.method(), method -> new LinkedHashSet<>()).add(endpoint.serverPath());
            }
        }
        return paths.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()), (first, second) -> first, TreeMap::new));
    }
}
