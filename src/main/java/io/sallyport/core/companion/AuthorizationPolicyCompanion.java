package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.PublicPaths.Call;
import io.sallyport.core.companion.PublicPaths.Endpoint;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Lets the listed calls, and nothing else, into the Pods of a model in the mesh. */
final class AuthorizationPolicyCompanion {
    private final InferenceService service;
    private final List<Endpoint> endpoints;

    AuthorizationPolicyCompanion(InferenceService service, List<Endpoint> endpoints) {
        this.service = service;
        this.endpoints = endpoints;
    }

    /** Where the gateway talks to the Pod: by the gateway's own mTLS identity. */
    JsonNode allowingGateway(List<String> principals) {
        return allowing(Json.object("principals", principals));
    }

    /** Where a hop hides the gateway: by the caller's token, which the Pod verifies again. */
    JsonNode allowingCallers(Callers callers, String issuer) {
        return allowing(Json.object(
                "requestPrincipals",
                callers.allowed().stream().map(caller -> principal(caller, issuer)).toList()));
    }

    private JsonNode allowing(ObjectNode source) {
        List<ObjectNode> operations = pathsByMethod().entrySet().stream()
                .map(entry -> Json.object("operation", Json.object("methods", Json.array(entry.getKey()), "paths", entry.getValue())))
                .toList();
        return policy(Names.companion(service.name()), "ALLOW", List.of(
                Json.object("from", Json.array(Json.object("source", source)), "to", operations)));
    }

    /**
     * Narrows the Pod's serving port to the gateway and the listed paths whatever other ALLOW policies let in; they
     * add up, so only a DENY can.
     */
    JsonNode locking(List<String> principals) {
        String port = String.valueOf(service.server().port());
        Set<String> paths = new LinkedHashSet<>();
        pathsByMethod().values().forEach(paths::addAll);
        return policy(Names.companion(service.name()) + "-lock", "DENY", List.of(
                Json.object(
                        "from", Json.array(Json.object("source", Json.object("notPrincipals", principals))),
                        "to", Json.array(Json.object("operation", Json.object("ports", Json.array(port))))),
                Json.object(
                        "to", Json.array(Json.object("operation", Json.object("ports", Json.array(port), "notPaths", paths))))));
    }

    private JsonNode policy(String name, String action, List<ObjectNode> rules) {
        return Json.object(
                "apiVersion", Names.SECURITY_API,
                "kind", "AuthorizationPolicy",
                "metadata", Ownership.metadata(service, name),
                "spec", Json.object("action", action, "selector", podSelector(service), "rules", rules));
    }

    /** The labels that KServe puts on the Pods that take calls. */
    static ObjectNode podSelector(InferenceService service) {
        return Json.object("matchLabels", Json.object(
                "serving.kserve.io/inferenceservice", service.name(),
                "component", service.component()));
    }

    private Map<String, List<String>> pathsByMethod() {
        Map<String, Set<String>> paths = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            for (Call call : endpoint.calls()) {
                paths.computeIfAbsent(call.method(), method -> new LinkedHashSet<>()).add(endpoint.serverPath());
            }
        }
        return paths.entrySet().stream().collect(Collectors.toMap(
                Map.Entry::getKey, entry -> List.copyOf(entry.getValue()), (first, second) -> first, TreeMap::new));
    }

    private static String principal(Callers.Caller caller, String issuer) {
        String accounts = issuer + "/system:serviceaccount:";
        return switch (caller) {
            case Callers.Caller.Anyone() -> accounts + "*";
            case Callers.Caller.Namespace(String name) -> accounts + name + ":*";
            case Callers.Caller.Account(String namespace, String name) -> accounts + namespace + ":" + name;
        };
    }
}
