package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.guard.message.PlainYaml;
import io.sallyport.core.guard.message.ProtoFields;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ConfigMaps that istiod reads the mesh's settings from (pilot/pkg/bootstrap/mesh.go). */
public final class MeshConfigMaps {
    public static final String DEFAULT = "istio";
    private static final String REVISION_PREFIX = "istio-";
    private static final String DEFAULT_ROOT = "istio-system";

    private MeshConfigMaps() {}

    /** {@code istio}, {@code istio-REVISION}, and what an istiod names as SHARED_MESH_CONFIG. */
    public static boolean isOne(Write write, ClusterObjects cluster) {
        String name = write.ref().name();
        // Others have that beginning too, such as istio-ca-root-cert; one of a revision holds a mesh, or is about to.
        return name.equals(DEFAULT)
                || (name.startsWith(REVISION_PREFIX) && (holdsMesh(write.before()) || holdsMesh(write.after())))
                || shared(cluster, write.ref().namespace()).contains(name);
    }

    private static boolean holdsMesh(JsonNode map) {
        return Stream.of("data", "binaryData")
                .anyMatch(field -> map.path(field).has("mesh") || map.path(field).has("meshNetworks"));
    }

    private static Set<String> shared(ClusterObjects cluster, String namespace) {
        return istiods(cluster, namespace).stream()
                .flatMap(template -> template.environment("SHARED_MESH_CONFIG").stream())
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** True if an istiod runs that reads the settings of this ConfigMap. */
    public static boolean isRead(String name, ClusterObjects cluster, String namespace) {
        return name.equals(DEFAULT)
                || shared(cluster, namespace).contains(name)
                || istiods(cluster, namespace).stream()
                        .flatMap(template -> template.environment("REVISION").stream())
                        .anyMatch(revision -> name.equals(REVISION_PREFIX + revision.asText()));
    }

    private static List<PodTemplate> istiods(ClusterObjects cluster, String namespace) {
        return PodTemplate.in(cluster, namespace).stream().filter(PodTemplate::isIstiod).toList();
    }

    /** The settings in force, as far as they can be read; none where there is no such ConfigMap. */
    public static Optional<ObjectNode> inForce(ClusterObjects cluster, String namespace) {
        return cluster.find(GroupKind.CONFIG_MAP, namespace, DEFAULT)
                .flatMap(map -> PlainYaml.mapping(map.path("data").path("mesh").asText("")));
    }

    static String rootNamespace(ClusterObjects cluster, String namespace) {
        return inForce(cluster, namespace)
                .flatMap(ProtoFields::of)
                .map(fields -> fields.get("rootNamespace"))
                .map(JsonNode::asText)
                .orElse(DEFAULT_ROOT);
    }

    /** Which namespaces istiod looks at; missing if all. */
    public static JsonNode discoverySelectors(ClusterObjects cluster, String namespace) {
        return inForce(cluster, namespace)
                .flatMap(ProtoFields::of)
                .map(fields -> fields.get("discoverySelectors"))
                .orElse(Json.none());
    }
}
