package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which objects of Istio's get to the gateway's Pods, as Istio attaches them (pilot/pkg/model/policyattachment.go): from
 * the Pods' own and the root namespace, by a selector, and by {@code targetRefs} only where the Gateway API made the Pod.
 */
public final class Reach {
    /** Label of Pods that istiod made for a Gateway of the Gateway API. */
    public static final String GATEWAY_API_POD = "gateway.networking.k8s.io/gateway-name";

    private final Set<String> namespaces;
    private final List<Map<String, String>> pods;

    private Reach(Set<String> namespaces, List<Map<String, String>> pods) {
        this.namespaces = namespaces;
        this.pods = pods;
    }

    public static Reach of(ClusterObjects cluster, ExposureSettings settings) {
        return new Reach(
                namespaces(cluster, settings),
                GuardedGateway.workload(cluster, settings).podLabels());
    }

    /** The gateway's namespace and the mesh's root. */
    public static Set<String> namespaces(ClusterObjects cluster, ExposureSettings settings) {
        String gateway = settings.gateway().namespace();
        String root = MeshConfigMaps.rootNamespace(cluster, gateway);
        return gateway.equals(root) ? Set.of(gateway) : Set.of(gateway, root);
    }

    /**
     * True if an object may get there. Its {@code istio.io/rev} is not looked at: we do not know every istiod that serves
     * the gateway, and one more of them can be started.
     *
     * @param labels the object's selector; missing selects every Pod
     */
    public boolean includes(JsonNode object, JsonNode labels) {
        JsonNode spec = object.path("spec");
        boolean targeted = !spec.path("targetRef").isEmpty() || !spec.path("targetRefs").isEmpty();
        Map<String, String> selector = Json.textMap(labels);
        return namespaces.contains(object.at("/metadata/namespace").asText())
                && pods.stream().anyMatch(pod ->
                        targeted ? pod.containsKey(GATEWAY_API_POD) : GuardedGateway.selects(selector, pod));
    }

    /** The revision of istiod that an object is meant for; missing if for any. */
    public static JsonNode revision(JsonNode object) {
        return object.at("/metadata/labels").path("istio.io/rev");
    }
}
