package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster into which Sallyport is to be installed.
 *
 * @param served   kinds that its API server has
 * @param existing webhook configurations, and what is there already of the chart's objects
 */
public record InstallTarget(Surroundings surroundings, Set<GroupKind> served, List<JsonNode> existing) {

    /** Of manifests: what has an object or a definition among them is served. */
    public static InstallTarget ofManifests(Surroundings surroundings, List<JsonNode> objects) {
        Set<GroupKind> served = objects.stream()
                .flatMap(object -> Stream.of(GroupKind.of(object), defined(object)))
                .collect(Collectors.toSet());
        return new InstallTarget(surroundings, served, objects);
    }

    private static GroupKind defined(JsonNode object) {
        return GroupKind.of(object).equals(GroupKind.CUSTOM_RESOURCE_DEFINITION)
                ? new GroupKind(object.at("/spec/group").asText(), object.at("/spec/names/kind").asText())
                : GroupKind.of(object);
    }

    /** Of the {@link #existing} ones. */
    Optional<JsonNode> find(ObjectRef ref) {
        return existing.stream().filter(object -> ObjectRef.of(object).sameObject(ref)).findFirst();
    }
}
