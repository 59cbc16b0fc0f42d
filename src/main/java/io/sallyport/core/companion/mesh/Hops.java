package io.sallyport.core.companion.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who hands calls from outside over to a model's Pods, by the identity that mTLS shows there.
 *
 * @param principals sorted
 * @param complete   false if some of them show none, or are not known
 */
public record Hops(List<String> principals, boolean complete) {
    private static final String PROXY = "istio-proxy";
    private static final Map<String, String> ACTIVATOR = Map.of("app", "activator");

    public Hops {
        principals = List.copyOf(principals);
    }

    /** In Knative mode the cluster-local gateway does, or the activator, as long as it is in the path. */
    public static Hops ofKnative(ClusterObjects cluster, ExposureSettings settings) {
        Hops gateway = of(localGateway(cluster, settings), settings);
        Hops activator = of(living(cluster, settings.kserve().knativeNamespace(), ACTIVATOR), settings);
        return new Hops(
                Stream.concat(gateway.principals.stream(), activator.principals.stream()).distinct().sorted().toList(),
                gateway.complete && activator.complete);
    }

    private static Hops of(List<JsonNode> pods, ExposureSettings settings) {
        List<JsonNode> inMesh = pods.stream().filter(Hops::hasProxy).toList();
        return new Hops(
                inMesh.stream().map(pod -> principal(pod, settings)).distinct().sorted().toList(),
                !pods.isEmpty() && inMesh.size() == pods.size());
    }

    public static String principal(JsonNode pod, ExposureSettings settings) {
        return settings.trustDomain() + "/ns/" + pod.at("/metadata/namespace").asText() + "/sa/"
                + pod.at("/spec/serviceAccountName").asText("default");
    }

    private static boolean hasProxy(JsonNode pod) {
        return Stream.of("/spec/containers", "/spec/initContainers")
                .flatMap(field -> Json.elements(pod.at(field)).stream())
                .anyMatch(container -> container.path("name").asText().equals(PROXY));
    }

    /** The Pods behind the Service that calls are sent to. */
    private static List<JsonNode> localGateway(ClusterObjects cluster, ExposureSettings settings) {
        String[] host = settings.kserve().knativeGateway().split("\\.", 3);
        String namespace = host.length > 1 ? host[1] : "";
        return cluster.find(GroupKind.SERVICE, namespace, host[0])
                .map(service -> Json.textMap(service.at("/spec/selector")))
                .filter(selector -> !selector.isEmpty())
                .map(selector -> living(cluster, namespace, selector))
                .orElse(List.of());
    }

    /** Pods with these labels that are not gone. */
    public static List<JsonNode> living(ClusterObjects cluster, String namespace, Map<String, String> labels) {
        return cluster.in(namespace, GroupKind.POD).stream()
                .filter(pod -> Json.textMap(pod.at("/metadata/labels")).entrySet().containsAll(labels.entrySet()))
                .filter(Hops::lives)
                .toList();
    }

    private static boolean lives(JsonNode pod) {
        String phase = pod.at("/status/phase").asText("Running");
        return !pod.path("metadata").hasNonNull("deletionTimestamp")
                && (phase.equals("Running") || phase.equals("Pending"));
    }
}
