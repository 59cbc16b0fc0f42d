package io.sallyport.controller.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.Changes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one change. */
public final class ClusterWriter implements Consumer<Change> {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterWriter.class);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Function<ResourceKind, String> versions;

    /** @param versions in which the API server serves a kind */
    public ClusterWriter(KubernetesClient client, Function<ResourceKind, String> versions) {
        this.client = client;
        this.versions = versions;
    }

    /**
     * @throws KubernetesClientException if the API server refuses; with code 409 if somebody else was faster
     * @throws AlteredWriteException     if the API server takes it and stores something else
     */
    @Override
    public void accept(Change change) {
        write(change);
    }

    /** Like {@link #accept}; returns the version that the object has now, if there still is one. */
    public Optional<String> write(Change change) {
        Optional<GenericKubernetesResource> written =
                switch (change) {
                    case Change.Apply(JsonNode object) -> Optional.of(apply(object));
                    case Change.Replace(JsonNode object, String resourceVersion) -> Optional.of(replace(object, resourceVersion));
                    case Change.Delete(ObjectRef ref, String uid) -> {
                        delete(ref, uid);
                        yield Optional.empty();
                    }
                };
        LOGGER.atInfo()
                .addKeyValue("change", change.getClass().getSimpleName())
                .addKeyValue("object", change.ref())
                .log("written");
        if (written.filter(stored -> Changes.altered(change, ClusterClient.tree(client, stored))).isPresent()) {
            throw new AlteredWriteException(change.ref());
        }
        return written.map(object -> object.getMetadata().getResourceVersion());
    }

    private GenericKubernetesResource apply(JsonNode object) {
        PatchContext serverSideApply = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.SALLYPORT)
                .withForce(true)
                .build();
        return resource(object).patch(serverSideApply, served(object).toString());
    }

    private GenericKubernetesResource replace(JsonNode object, String resourceVersion) {
        if (Ownership.isOurs(object)) {
            return patch(object, resourceVersion);
        }
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").put("resourceVersion", resourceVersion);
        return resource(copy).update();
    }

    /**
     * What is ours is replaced by a patch: update is granted on the shared policy only. The version in the patch makes
     * the API server answer 409 if the object has changed since it was read.
     */
    private GenericKubernetesResource patch(JsonNode object, String resourceVersion) {
        JsonNode metadata = object.path("metadata");
        ArrayNode patch = Json.array(
                put("/metadata/resourceVersion", TextNode.valueOf(resourceVersion)),
                put("/metadata/labels", orEmpty(metadata.path("labels"))),
                put("/metadata/annotations", orEmpty(metadata.path("annotations"))),
                put("/spec", object.path("spec")));
        if (metadata.has("ownerReferences")) {
            patch.add(put("/metadata/ownerReferences", metadata.path("ownerReferences")));
        }
        PatchContext jsonPatch = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(Names.SALLYPORT)
                .build();
        return resource(object).patch(jsonPatch, patch.toString());
    }

    private static ObjectNode put(String path, JsonNode value) {
        return Json.object("op", "add", "path", path, "value", value);
    }

    private static JsonNode orEmpty(JsonNode node) {
        return node.isObject() ? node : Json.object();
    }

    private void delete(ObjectRef ref, String uid) {
        ResourceKind kind = ResourceKind.of(ref);
        String path = String.join(
                "/", kind.root(versions.apply(kind)), "namespaces", ref.namespace(), kind.plural(), ref.name());
        JsonNode options = Json.object(
                "apiVersion", "v1", "kind", "DeleteOptions", "preconditions", Json.object("uid", uid));
        try {
            client.raw(path, "DELETE", options.toString());
        } catch (KubernetesClientException e) {
            // It is gone, or it is another one than we meant: both were seen by the caches in the meantime.
            if (!List.of(NOT_FOUND, CONFLICT).contains(e.getCode())) {
                throw e;
            }
        }
    }

    private Resource<GenericKubernetesResource> resource(JsonNode object) {
        ResourceKind kind = ResourceKind.of(ObjectRef.of(object));
        // Handed over as a whole: by its name alone the client would read it first.
        GenericKubernetesResource whole =
                client.getKubernetesSerialization().convertValue(served(object), GenericKubernetesResource.class);
        return client.genericKubernetesResources(kind.definition(versions.apply(kind)))
                .inNamespace(object.at("/metadata/namespace").asText())
                .resource(whole);
    }

    private JsonNode served(JsonNode object) {
        ResourceKind kind = ResourceKind.of(ObjectRef.of(object));
        ObjectNode copy = object.deepCopy();
        return copy.put("apiVersion", kind.apiVersion(versions.apply(kind)));
    }
}
