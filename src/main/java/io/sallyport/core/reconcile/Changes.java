package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Compares what is desired with what is observed. */
public final class Changes {
    /** Metadata with which anybody could switch an Istio object off without touching its spec. */
    private static final List<String> SWITCHES =
            List.of("/metadata/labels/istio.io~1rev", "/metadata/annotations/istio.io~1dry-run");

    /** What our objects state besides their spec. */
    private static final List<String> STATED = List.of("/metadata/labels", "/metadata/annotations", "/metadata/ownerReferences");

    private Changes() {}

    /**
     * The writes from observed to desired: first what goes, the last written first; then what is made or mended, in the
     * order desired. None if every object is as it should be.
     *
     * @param observed every object of ours; those not desired are deleted
     */
    public static List<Change> between(List<JsonNode> desired, List<JsonNode> observed) {
        List<Change> changes = new ArrayList<>();
        for (JsonNode object : observed.reversed()) {
            ObjectRef ref = ObjectRef.of(object);
            if (desired.stream().noneMatch(wanted -> ObjectRef.of(wanted).sameObject(ref))) {
                changes.add(new Change.Delete(ref, object.at("/metadata/uid").asText()));
            }
        }
        for (JsonNode wanted : desired) {
            Optional<JsonNode> found = observed.stream()
                    .filter(object -> ObjectRef.of(object).sameObject(ObjectRef.of(wanted)))
                    .findFirst();
            if (found.isEmpty()) {
                changes.add(new Change.Apply(wanted));
            } else {
                mending(wanted, found.get()).ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** Apply cannot take away what others added, so an object with foreign parts that decide is replaced. */
    private static Optional<Change> mending(JsonNode wanted, JsonNode found) {
        if (!within(found.path("spec"), wanted.path("spec")) || switched(found)) {
            return Optional.of(new Change.Replace(wanted, found.at("/metadata/resourceVersion").asText()));
        }
        return within(wanted, found) ? Optional.empty() : Optional.of(new Change.Apply(wanted));
    }

    /**
     * True if something on the way to the store, such as an admission webhook, has made something else of a write.
     *
     * @param stored what the API server answered; not asked of a deletion
     */
    public static boolean altered(Change change, JsonNode stored) {
        return switch (change) {
            case Change.Apply(JsonNode object) -> !isStored(object, stored);
            case Change.Replace(JsonNode object, String _) when Ownership.isOurs(object) -> !isStored(object, stored);
            // Others may state more in what is theirs. A new version is looked at again when the watch tells; an old one is not.
            case Change.Replace(JsonNode _, String version) ->
                    stored.at("/metadata/resourceVersion").asText().equals(version);
            case Change.Delete _ -> false;
        };
    }

    /** The API server may answer in another version of the kind. */
    private static boolean isStored(JsonNode wanted, JsonNode stored) {
        return within(wanted.path("spec"), stored.path("spec"))
                && within(stored.path("spec"), wanted.path("spec"))
                && STATED.stream().allMatch(part -> wanted.at(part).isMissingNode() || within(wanted.at(part), stored.at(part)))
                && !switched(stored);
    }

    private static boolean switched(JsonNode object) {
        return SWITCHES.stream().anyMatch(path -> !object.at(path).isMissingNode());
    }

    /** True if the larger tree states everything the smaller one states; lists have to be equal in length. */
    static boolean within(JsonNode smaller, JsonNode larger) {
        if (smaller.isObject()) {
            return larger.isObject()
                    && Set.copyOf(Json.keys(larger)).containsAll(Json.keys(smaller))
                    && Json.keys(smaller).stream().allMatch(key -> within(smaller.get(key), larger.get(key)));
        }
        if (smaller.isArray()) {
            return larger.isArray()
                    && smaller.size() == larger.size()
                    && IntStream.range(0, smaller.size())
                            .allMatch(i -> within(smaller.get(i), larger.get(i)));
        }
        // Numbers may be read in another width than they were written in.
        return smaller.getNodeType() == larger.getNodeType() && smaller.asText().equals(larger.asText());
    }
}
