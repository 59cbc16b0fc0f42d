package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects of a cluster at one moment, as far as somebody has told us of them. */
@FunctionalInterface
public interface ClusterObjects {

    /** All that is known of this kind; none if the kind is not known at all. */
    List<JsonNode> of(GroupKind kind);

    /** Those of a namespace. */
    default List<JsonNode> in(String namespace, GroupKind kind) {
        return of(kind).stream()
                .filter(object -> object.at("/metadata/namespace").asText().equals(namespace))
                .toList();
    }

    default Optional<JsonNode> find(GroupKind kind, String namespace, String name) {
        return in(namespace, kind).stream()
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst();
    }

    /** The same without this object, if it was there. */
    default ClusterObjects without(ObjectRef ref) {
        GroupKind changed = GroupKind.of(ref);
        return kind -> kind.equals(changed)
                ? of(kind).stream()
                        .filter(object -> !ObjectRef.of(object).sameObject(ref))
                        .toList()
                : of(kind);
    }

    /** The same with this object, in place of an older version of it. */
    default ClusterObjects with(JsonNode object) {
        ClusterObjects others = without(ObjectRef.of(object));
        GroupKind changed = GroupKind.of(object);
        return kind -> kind.equals(changed)
                ? Stream.concat(others.of(kind).stream(), Stream.of(object)).toList()
                : others.of(kind);
    }

    /** Exactly these. */
    static ClusterObjects of(List<JsonNode> objects) {
        List<JsonNode> all = List.copyOf(objects);
        return kind -> all.stream().filter(object -> GroupKind.of(object).equals(kind)).toList();
    }
}
