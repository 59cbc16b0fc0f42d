package io.sallyport.chart.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Objects that were applied as a GitOps tool does, which are deleted in the end. */
public final class AppliedObjects implements AutoCloseable {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("gitops")
            .withForce(true)
            .build();

    /** What no manifest can state, because each cluster decides it, or the API server counts it. */
    private static final List<String> OF_THE_CLUSTER = List.of(
            "/metadata/(uid|resourceVersion|generation|creationTimestamp|managedFields)",
            "/status",
            // An old name of serviceAccountName, always the same.
            "/spec/template/spec/serviceAccount",
            // Allocated, or by the networks that the cluster has.
            "/spec/(clusterIPs?|ipFamilies)");

    private final KubernetesClient client;
    private final List<JsonNode> rendered;

    public AppliedObjects(KubernetesClient client, List<JsonNode> rendered) {
        this.client = client;
        this.rendered = rendered;
        createNamespaces(client, rendered.stream()
                .map(AppliedObjects::namespace)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
        rendered.forEach(object -> live(object).patch(APPLY, object.toString()));
    }

    /** What is stored and was not rendered, and what was rendered and is not stored; by kind, name and field. */
    public Set<String> differences() {
        Set<String> differences = new TreeSet<>();
        for (JsonNode object : rendered) {
            String name = object.path("kind").asText() + " " + object.at("/metadata/name").asText() + " ";
            JsonNode stored = client.getKubernetesSerialization().convertValue(live(object).get(), JsonNode.class);
            Set<String> wanted = fields(object);
            Set<String> found = fields(stored);
            found.stream().filter(field -> !wanted.contains(field)).forEach(field -> differences.add(name + "has " + field));
            wanted.stream().filter(field -> !found.contains(field)).forEach(field -> differences.add(name + "lacks " + field));
        }
        return differences;
    }

    @Override
    public void close() {
        rendered.forEach(object -> live(object).withGracePeriod(0).delete());
    }

    private Resource<GenericKubernetesResource> live(JsonNode object) {
        GenericKubernetesResource resource =
                client.getKubernetesSerialization().convertValue(object, GenericKubernetesResource.class);
        var ofKind = client.genericKubernetesResources(resource.getApiVersion(), resource.getKind());
        return namespace(object) == null
                ? ofKind.resource(resource)
                : ofKind.inNamespace(namespace(object)).resource(resource);
    }

    private static String namespace(JsonNode object) {
        return object.at("/metadata/namespace").asText(null);
    }

    /** Those that are not there yet. */
    public static void createNamespaces(KubernetesClient client, List<String> names) {
        names.stream()
                .filter(name -> client.namespaces().withName(name).get() == null)
                .map(name -> new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
                .forEach(namespace -> client.resource(namespace).create());
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> fields = new TreeSet<>();
        collect("", object, fields);
        return fields;
    }

    /** Every value with the way to it; also empty maps and lists, since these are there or not as well. */
    private static void collect(String path, JsonNode node, Set<String> fields) {
        if (node.isNull() || OF_THE_CLUSTER.stream().anyMatch(path::matches)) {
            return;
        }
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(entry -> collect(path + "/" + entry.getKey(), entry.getValue(), fields));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.get(i), fields);
            }
        } else {
            fields.add(path + " = " + node);
        }
    }
}
