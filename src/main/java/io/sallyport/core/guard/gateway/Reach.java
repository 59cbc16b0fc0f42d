package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which objects of Istio's get to the gateway's Pods, as Istio attaches them (pilot/pkg/model/policyattachment.go): from
 * the Pods' own and the root namespace, by a selector, and by {@code targetRefs} only where the Gateway API made the Pod.
 */
public final class Reach {
    /** Label of Pods that istiod made for a Gateway of the Gateway API. */
    public static final String GATEWAY_API_POD = "gateway.networking.k8s.io/gateway-name";

    /** Another value comes with each rollout, or with each Pod. */
    private static final Set<String> OF_EACH_ROLLOUT = Set.of(
            "pod-template-hash",
            "controller-revision-hash",
            "pod-template-generation",
            "statefulset.kubernetes.io/pod-name",
            "apps.kubernetes.io/pod-index");

    private final Set<String> namespaces;
    private final List<Map<String, String>> pods;
    private final ModelLabels ofModels;

    private Reach(Set<String> namespaces, List<Map<String, String>> pods, ModelLabels ofModels) {
        this.namespaces = namespaces;
        this.pods = pods;
        this.ofModels = ofModels;
    }

    public static Reach of(ClusterObjects cluster, ExposureSettings settings) {
        return new Reach(
                namespaces(cluster, settings),
                GuardedGateway.workload(cluster, settings).podLabels(),
                new ModelLabels(settings));
    }

    /** The gateway's namespace and the mesh's root. */
    public static Set<String> namespaces(ClusterObjects cluster, ExposureSettings settings) {
        String gateway = settings.gateway().namespace();
        String root = MeshConfigMaps.rootNamespace(cluster, gateway);
        return gateway.equals(root) ? Set.of(gateway) : Set.of(gateway, root);
    }

    /**
     * True if an object gets there. Its {@code istio.io/rev} is not looked at: we do not know every istiod that serves
     * the gateway, and one more of them can be started.
     *
     * @param labels the object's selector; missing selects every Pod
     */
    public boolean includes(JsonNode object, JsonNode labels) {
        Map<String, String> selector = Json.textMap(labels);
        return gets(object, pod -> GuardedGateway.selects(selector, pod));
    }

    /**
     * True if an object gets there, or could by labels that a Pod of the gateway does not have yet: a Pod is labelled in many
     * ways, by a new rollout or the return of an old one among them, and may be at the very moment when the object is judged.
     * What asks for another value of a label that every Pod of the gateway has is meant for others, and so is what asks for a
     * label of models, which no Pod of the gateway may get.
     */
    public boolean mayInclude(JsonNode object, JsonNode labels) {
        Map<String, String> selector = Json.textMap(labels);
        return selector.keySet().stream().noneMatch(ofModels::contain) && gets(object, pod -> selector.entrySet().stream()
                .allMatch(label -> OF_EACH_ROLLOUT.contains(label.getKey())
                        || pod.getOrDefault(label.getKey(), label.getValue()).equals(label.getValue())));
    }

    private boolean gets(JsonNode object, Predicate<Map<String, String>> selected) {
        JsonNode spec = object.path("spec");
        boolean targeted = !spec.path("targetRef").isEmpty() || !spec.path("targetRefs").isEmpty();
        return namespaces.contains(object.at("/metadata/namespace").asText())
                && pods.stream().anyMatch(pod -> targeted ? pod.containsKey(GATEWAY_API_POD) : selected.test(pod));
    }

    /** The revision of istiod that an object is meant for; missing if for any. */
    public static JsonNode revision(JsonNode object) {
        return object.at("/metadata/labels").path("istio.io/rev");
    }
}
