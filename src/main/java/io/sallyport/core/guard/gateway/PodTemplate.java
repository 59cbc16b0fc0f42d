package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Pod, or what a Deployment makes Pods of.
 *
 * @param prefix of its fields' paths: empty for a Pod, else {@code spec.template.}
 * @param tree   with {@code metadata} and {@code spec}; missing if there is none
 */
public record PodTemplate(String prefix, JsonNode tree) {
    public static PodTemplate of(JsonNode object) {
        return object.path("spec").has("template")
                ? new PodTemplate("spec.template.", object.at("/spec/template"))
                : new PodTemplate("", object);
    }

    /** All that are known in a namespace. */
    public static List<PodTemplate> in(ClusterObjects cluster, String namespace) {
        return Stream.of(
                        GroupKind.POD,
                        GroupKind.DEPLOYMENT,
                        GroupKind.REPLICA_SET,
                        GroupKind.STATEFUL_SET,
                        GroupKind.DAEMON_SET)
                .flatMap(kind -> cluster.in(namespace, kind).stream())
                .map(PodTemplate::of)
                .toList();
    }

    public Map<String, String> labels() {
        return Json.textMap(tree.at("/metadata/labels"));
    }

    public boolean isIstiod() {
        return "istiod".equals(labels().get("app"));
    }

    public JsonNode annotation(String key) {
        return tree.at("/metadata/annotations").path(key);
    }

    /** A container's place in the tree, for people, and the container. */
    public record Container(String path, JsonNode tree) {}

    public List<Container> containers() {
        List<Container> all = new ArrayList<>();
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            List<JsonNode> elements = Json.elements(tree.path("spec").path(list));
            for (int i = 0; i < elements.size(); i++) {
                all.add(new Container(prefix + "spec." + list + "[" + i + "]", elements.get(i)));
            }
        }
        return all;
    }

    /** The literal value of a variable, in the first container that has it. */
    Optional<JsonNode> environment(String name) {
        return containers().stream()
                .flatMap(container -> Json.elements(container.tree().path("env")).stream())
                .filter(entry -> entry.path("name").asText().equals(name) && entry.path("value").isTextual())
                .map(entry -> entry.path("value"))
                .findFirst();
    }

    public List<Fault> shape() {
        JsonNode spec = tree.path("spec");
        var shape = new Shape()
                .textMap(prefix + "metadata.labels", tree.at("/metadata/labels"))
                .textMap(prefix + "metadata.annotations", tree.at("/metadata/annotations"))
                .mapping(prefix + "spec", spec)
                .mappings(prefix + "spec.containers", spec.path("containers"))
                .mappings(prefix + "spec.initContainers", spec.path("initContainers"))
                .mappings(prefix + "spec.ephemeralContainers", spec.path("ephemeralContainers"))
                .mappings(prefix + "spec.volumes", spec.path("volumes"));
        containers().forEach(container -> shape
                .mappings(container.path() + ".env", container.tree().path("env"))
                .mappings(container.path() + ".envFrom", container.tree().path("envFrom")));
        return shape.faults();
    }
}
