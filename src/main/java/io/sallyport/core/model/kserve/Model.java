package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What we read of an object of KServe's that can be exposed, parsed but not judged.
 *
 * @param ref         its address
 * @param uid         empty while it is being created
 * @param terminating true once it is being deleted
 * @param stopped     true while {@code serving.kserve.io/stop} keeps it down
 * @param labels      its labels
 * @param annotations its annotations
 * @param mode        how KServe runs it
 * @param component   the part that takes calls
 * @param explainer   the part that takes those that ask why
 * @param trained     names of the TrainedModels that its server has loaded, or is going to
 * @param pathHost    at which KServe leads to models by their paths
 * @param unready     why KServe calls it not Ready
 * @param address     where KServe has published that it is called; empty until then
 */
public record Model(
        ObjectRef ref,
        String uid,
        boolean terminating,
        boolean stopped,
        Map<String, String> labels,
        Map<String, String> annotations,
        DeploymentMode mode,
        Component component,
        Optional<Component> explainer,
        List<String> trained,
        Optional<String> pathHost,
        Optional<String> unready,
        Optional<String> address) {
    /** Every kind that can be exposed; where two have objects of one name, that of the first is meant. */
    public static final List<GroupKind> KINDS = List.of(GroupKind.INFERENCE_SERVICE, GroupKind.INFERENCE_GRAPH);

    private static final String MODE_ANNOTATION = "serving.kserve.io/deploymentMode";

    /**
     * Reads the object as the API server holds it, an InferenceGraph, or else an InferenceService.
     *
     * @param defaultMode what KServe's ConfigMap says for objects that name no mode
     */
    public static Model from(JsonNode object, DeploymentMode defaultMode) {
        JsonNode metadata = object.path("metadata");
        Map<String, String> annotations = Json.textMap(metadata.path("annotations"));
        Map<String, String> labels = Json.textMap(metadata.path("labels"));
        DeploymentMode mode = mode(object, annotations, defaultMode);
        boolean graph = GroupKind.of(object).equals(GroupKind.INFERENCE_GRAPH);
        Optional<String> url = text(object.at(graph ? "/status/url" : "/status/address/url"));
        return new Model(
                ObjectRef.of(object),
                metadata.path("uid").asText(),
                metadata.hasNonNull("deletionTimestamp"),
                "true".equals(annotations.get("serving.kserve.io/stop")),
                labels,
                annotations,
                mode,
                graph
                        ? Component.ofGraph(object, labels, annotations, mode)
                        : Component.ofService(object, labels, annotations, mode),
                graph ? Optional.empty() : Component.explainer(object, labels, annotations, mode),
                List.of(),
                Optional.empty(),
                unready(object),
                url);
    }

    /** KServe's order (utils.GetDeploymentMode): the status, then the annotation, then the default. */
    private static DeploymentMode mode(JsonNode object, Map<String, String> annotations, DeploymentMode defaultMode) {
        return DeploymentMode.of(object.at("/status/deploymentMode").asText())
                .or(() -> DeploymentMode.of(annotations.getOrDefault(MODE_ANNOTATION, "")))
                .orElse(defaultMode);
    }

    /** Its condition Ready, where that is False: the message, or else the reason. */
    private static Optional<String> unready(JsonNode object) {
        return Json.elements(object.at("/status/conditions")).stream()
                .filter(condition -> condition.path("type").asText().equals("Ready") && condition.path("status").asText().equals("False"))
                .flatMap(condition -> text(condition.path("message")).or(() -> text(condition.path("reason"))).stream())
                .findFirst();
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

    /** Hosts for which its routes are written once more: KServe's routes take its paths' host whole, where * is not asked any more. */
    public List<String> furtherHosts(ExposureSettings settings) {
        return pathHost
                .filter(host -> settings.gateway().hosts().contains("*") && settings.publicHost().equals(Optional.of(host)))
                .stream()
                .toList();
    }

    /** Every part that takes calls from outside. */
    public List<Component> components() {
        return Stream.concat(Stream.of(component), explainer.stream()).toList();
    }

    /** The same with this address. */
    public Model withAddress(String url) {
        return new Model(ref, uid, terminating, stopped, labels, annotations, mode, component, explainer, trained, pathHost, unready, Optional.of(url));
    }

    /** The same with what other objects of the cluster add to it. */
    public Model in(ClusterObjects cluster, ExposureSettings settings) {
        boolean graph = GroupKind.of(ref).equals(GroupKind.INFERENCE_GRAPH);
        List<String> names = graph ? List.of() : cluster.in(namespace(), GroupKind.TRAINED_MODEL).stream()
                .filter(object -> object.at("/spec/inferenceService").asText().equals(name()))
                .filter(object -> !object.path("metadata").hasNonNull("deletionTimestamp"))
                .map(object -> ObjectRef.of(object).name())
                .sorted()
                .toList();
        return new Model(ref, uid, terminating, stopped, labels, annotations, mode, component, explainer, names,
                cluster.find(GroupKind.CONFIG_MAP, settings.kserve().namespace(), KServeConfig.NAME).flatMap(KServeConfig::pathHost),
                unready,
                address);
    }
}
