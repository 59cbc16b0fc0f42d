package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;

/** How an object is known as ours: by a label, and for companions also by the owner reference. */
public final class Ownership {
    private Ownership() {}

    /**
     * Metadata of a companion. The owner reference lets Kubernetes remove it with the model, even while we are down;
     * it is left out where the model has no uid yet (rendering from a file).
     */
    static ObjectNode metadata(Model service, String name) {
        JsonNode owner = Json.array(Json.object(
                "apiVersion", service.ref().apiVersion(),
                "kind", service.ref().kind(),
                "name", service.name(),
                "uid", service.uid(),
                "controller", true));
        return Json.object(
                "name", name,
                "namespace", service.namespace(),
                "labels", Json.object(Names.MANAGED_BY, Names.SALLYPORT, Names.MODEL_LABEL, service.name()),
                "ownerReferences", service.uid().isEmpty() ? Json.none() : owner);
    }

    /** Metadata of an object that belongs to no single model. */
    public static ObjectNode metadata(String namespace, String name) {
        return Json.object(
                "name", name,
                "namespace", namespace,
                "labels", Json.object(Names.MANAGED_BY, Names.SALLYPORT));
    }

    /** True if the object carries our label. */
    public static boolean isOurs(JsonNode object) {
        return Names.SALLYPORT.equals(
                object.path("metadata").path("labels").path(Names.MANAGED_BY).asText());
    }

    /** True if the object is ours and belongs to the gateway's fixed set, not to a model. */
    public static boolean isOfGateway(JsonNode object) {
        return isOurs(object) && !object.path("metadata").path("labels").has(Names.MODEL_LABEL);
    }

    /** Name of the model that the object says it belongs to; empty if it names none. */
    public static String model(JsonNode object) {
        return object.path("metadata").path("labels").path(Names.MODEL_LABEL).asText();
    }
}
