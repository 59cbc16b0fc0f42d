package io.sallyport.core.guard.write;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import java.util.List;
import java.util.Optional;

/**
 * An object of our gateway set that nobody but us may write: it is what it is by our settings, and no edit of it can be told
 * to be harmless by looking at it alone.
 */
public final class OwnObject {
    /** Without the first we would take it for somebody else's, with the second for a model's; the others hide it from Istio. */
    private static final List<Place> PLACES = List.of(
            new Place("labels", Names.MANAGED_BY), new Place("labels", Names.MODEL_LABEL),
            new Place("labels", "istio.io/rev"), new Place("annotations", "istio.io/dry-run"));

    /** In the metadata. */
    private record Place(String field, String key) {
        boolean changed(Write write) {
            return write.changes("/metadata/" + field + "/" + key.replace("/", "~1"));
        }

        @Override
        public String toString() {
            return "metadata." + field + "[" + key + "]";
        }
    }

    private OwnObject() {}

    /**
     * What somebody else's write changes of it; empty if it leaves alone what counts.
     *
     * @param does what the object does, in words that follow its name
     * @param fix  how to get what is wanted
     */
    public static List<Fault> faults(Write write, String does, String fix) {
        if (write.deletes()) {
            return List.of(new Fault(write.ref().toString(), does + " and may not be deleted", fix));
        }
        return changed(write).stream()
                .map(path -> new Fault(path, "of " + write.ref() + " " + does + ", and only Sallyport writes it", fix))
                .toList();
    }

    private static Optional<String> changed(Write write) {
        return write.changes("/spec")
                ? Optional.of("spec")
                : PLACES.stream().filter(place -> place.changed(write)).map(Place::toString).findFirst();
    }
}
