package io.sallyport.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What we wrote last, to tell a write that puts back what somebody else undid from one that is wanted for the first
 * time. Only fingerprints are kept.
 */
final class OwnWrites {
    private final Map<ObjectRef, Written> last = new ConcurrentHashMap<>();

    private record Written(int content, String version) {}

    /**
     * Remembers this write.
     *
     * @param version that the object has now; the same as before if nothing had to be changed after all
     * @return true if we had written the same before, and it was not there any more
     */
    boolean repeated(Change change, Optional<String> version) {
        return switch (change) {
            case Change.Apply(JsonNode object) -> repeated(change.ref(), object, version);
            case Change.Replace(JsonNode object, String _) -> repeated(change.ref(), object, version);
            case Change.Delete(ObjectRef ref, String _) -> {
                last.remove(ref);
                yield false;
            }
        };
    }

    private boolean repeated(ObjectRef ref, JsonNode object, Optional<String> version) {
        Written now = new Written(ours(object).hashCode(), version.orElse(""));
        Written before = last.put(ref, now);
        return before != null && before.content() == now.content() && !before.version().equals(now.version());
    }

    /** In an object of somebody else's, only what we added is ours. */
    private static JsonNode ours(JsonNode object) {
        return Ownership.isOurs(object) ? object : object.path("metadata").path("annotations").path(Names.EXEMPTED);
    }
}
