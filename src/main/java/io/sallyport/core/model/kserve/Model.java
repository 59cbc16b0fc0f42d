package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.Map;
import java.util.Optional;

/**
 * What we read of a KServe InferenceService ({@code serving.kserve.io/v1beta1}), parsed but not judged.
 *
 * @param ref         its address
 * @param uid         empty while it is being created
 * @param terminating true once it is being deleted
 * @param stopped     true while {@code serving.kserve.io/stop} keeps it down
 * @param labels      its labels
 * @param annotations its annotations
 * @param pods        what KServe makes its Pods of
 * @param mode        how KServe runs it
 * @param component   the part that takes calls: {@code transformer} if there is one, else {@code predictor}
 * @param server      what is known of the model server
 * @param address     {@code status.address.url}; empty until KServe has published it
 */
public record Model(
        ObjectRef ref,
        String uid,
        boolean terminating,
        boolean stopped,
        Map<String, String> labels,
        Map<String, String> annotations,
        ComponentPods pods,
        DeploymentMode mode,
        String component,
        ModelServer server,
        Optional<String> address) {

    private static final String MODE_ANNOTATION = "serving.kserve.io/deploymentMode";

    /**
     * Reads the object as the API server holds it.
     *
     * @param defaultMode what KServe's ConfigMap says for objects that name no mode
     */
    public static Model from(JsonNode object, DeploymentMode defaultMode) {
        JsonNode metadata = object.path("metadata");
        JsonNode spec = object.path("spec");
        Map<String, String> annotations = Json.textMap(metadata.path("annotations"));
        Map<String, String> labels = Json.textMap(metadata.path("labels"));
        String component = spec.path("transformer").isObject() ? "transformer" : "predictor";
        return new Model(
                ObjectRef.of(object),
                metadata.path("uid").asText(),
                metadata.hasNonNull("deletionTimestamp"),
                "true".equals(annotations.get("serving.kserve.io/stop")),
                labels,
                annotations,
                ComponentPods.of(labels, annotations, spec.path(component)),
                mode(object, annotations, defaultMode),
                component,
                ModelServer.of(object.path("metadata").path("name").asText(), spec),
                text(object.at("/status/address/url")));
    }

    /** KServe's order (utils.GetDeploymentMode): the status, then the annotation, then the default. */
    private static DeploymentMode mode(JsonNode object, Map<String, String> annotations, DeploymentMode defaultMode) {
        return DeploymentMode.of(object.at("/status/deploymentMode").asText())
                .or(() -> DeploymentMode.of(annotations.getOrDefault(MODE_ANNOTATION, "")))
                .orElse(defaultMode);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }

    public String name() {
        return ref.name();
    }

    public String namespace() {
        return ref.namespace();
    }

    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    /** The same with this {@code status.address.url}. */
    public Model withAddress(String url) {
        return new Model(
                ref, uid, terminating, stopped, labels, annotations, pods, mode, component, server, Optional.of(url));
    }
}
