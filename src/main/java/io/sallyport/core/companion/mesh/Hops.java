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
 * @param gateway    labels of the Pods of Knative's cluster-local gateway; none if they are not known
 */
public record Hops(List<String> principals, boolean complete, Map<String, String> gateway) {
    private static final String PROXY = "istio-proxy";
    private static final Map<String, String> ACTIVATOR = Map.of("app", "activator");

    public Hops {
        principals = List.copyOf(principals);
        gateway = Map.copyOf(gateway);
    }

    /** The same where no labels are known. */
    public Hops(List<String> principals, boolean complete) {
        this(principals, complete, Map.of());
    }

    /** In Knative mode the cluster-local gateway does, or the activator, as long as it is in the path. */
    public static Hops ofKnative(ClusterObjects cluster, ExposureSettings settings) {
        Map<String, String> labels = localGateway(cluster, settings);
        String namespace = settings.kserve().knativeGatewayNamespace();
        Hops gateway = of(labels.isEmpty() ? List.of() : living(cluster, namespace, labels), settings);
        Hops activator = of(living(cluster, settings.kserve().knativeNamespace(), ACTIVATOR), settings);
        return new Hops(
                Stream.concat(gateway.principals.stream(), activator.principals.stream()).distinct().sorted().toList(),
                gateway.complete && activator.complete,
                labels);
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

    /** Labels of the Pods behind the Service that calls are sent to. */
    private static Map<String, String> localGateway(ClusterObjects cluster, ExposureSettings settings) {
        String name = settings.kserve().knativeGateway().split("\\.", 2)[0];
        return cluster.find(GroupKind.SERVICE, settings.kserve().knativeGatewayNamespace(), name)
                .map(service -> Json.textMap(service.at("/spec/selector")))
                .orElse(Map.of());
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
