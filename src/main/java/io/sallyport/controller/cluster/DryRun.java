package io.sallyport.controller.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * Writes that are judged by everybody and never stored. They are applied and not created, though the object is not there:
 * RBAC knows the name of what is applied, and so can grant it for that one name.
 */
public final class DryRun {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.SALLYPORT)
            .withForce(true)
            .withDryRun(List.of("All"))
            .build();

    private final KubernetesClient client;
    private final ServedVersions versions;

    public DryRun(KubernetesClient client) {
        this.client = client;
        this.versions = new ServedVersions(client);
    }

    /**
     * The object as it would be stored; empty if the kind is not served.
     *
     * @throws KubernetesClientException if it is refused, or nobody can be asked
     */
    public Optional<JsonNode> apply(ResourceKind kind, JsonNode object) {
        return versions.of(kind).map(version -> {
            ObjectNode served = object.deepCopy();
            served.put("apiVersion", kind.apiVersion(version));
            GenericKubernetesResource answer = client.genericKubernetesResources(kind.definition(version))
                    .inNamespace(ObjectRef.of(served).namespace())
                    // By name alone the client would read it first.
                    .resource(client.getKubernetesSerialization().convertValue(served, GenericKubernetesResource.class))
                    .patch(APPLY, served.toString());
            return ClusterClient.tree(client, answer);
        });
    }
}
