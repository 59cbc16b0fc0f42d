package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the mesh does to a model's Pods.
 *
 * @param sidecar    true if they get a sidecar
 * @param restricted true if they have one and some ALLOW policy reaches them, so that calls nobody allows are refused
 */
public record MeshState(boolean sidecar, boolean restricted) {
    private static final String INJECT = "sidecar.istio.io/inject";

    /**
     * @param namespaceLabels   of the model's namespace
     * @param namespacePolicies AuthorizationPolicies of the model's namespace
     * @param rootPolicies      AuthorizationPolicies of Istio's root namespace
     */
    public static MeshState of(
            InferenceService service,
            Map<String, String> namespaceLabels,
            List<JsonNode> namespacePolicies,
            List<JsonNode> rootPolicies) {
        if (!injected(service, namespaceLabels)) {
            return new MeshState(false, false);
        }
        // An ALLOW policy of ours alone would shut out everybody else, so ours do not count here.
        boolean restricted = Stream.concat(namespacePolicies.stream(), rootPolicies.stream())
                .filter(object -> !Ownership.isOurs(object))
                .map(AuthorizationPolicy::from)
                .anyMatch(policy -> policy.action().equals("ALLOW") && policy.enforced() && reaches(policy, service));
        return new MeshState(true, restricted);
    }

    /** The Pod's own label or annotation decides over the namespace's (Istio's injector). */
    private static boolean injected(InferenceService service, Map<String, String> namespaceLabels) {
        String wish = service.labels().getOrDefault(INJECT, service.annotations().getOrDefault(INJECT, ""));
        boolean namespace = "enabled".equals(namespaceLabels.get("istio-injection"))
                || (namespaceLabels.containsKey("istio.io/rev") && !namespaceLabels.containsKey("istio-injection"));
        return !wish.equals("false") && (namespace || wish.equals("true"));
    }

    /** Which labels KServe's Pods carry is known only in part, so a selector we cannot rule out counts as reaching. */
    private static boolean reaches(AuthorizationPolicy policy, InferenceService service) {
        Map<String, String> known = Map.of(
                "serving.kserve.io/inferenceservice", service.name(),
                "component", service.component(),
                "app", "isvc." + service.name() + "-" + service.component());
        return !policy.targeted()
                && policy.selector().entrySet().stream()
                        .allMatch(label -> label.getValue().equals(known.getOrDefault(label.getKey(), label.getValue()))
                                && !isGatewayLabel(label));
    }

    private static boolean isGatewayLabel(Map.Entry<String, String> label) {
        return label.getKey().equals("istio");
    }
}
