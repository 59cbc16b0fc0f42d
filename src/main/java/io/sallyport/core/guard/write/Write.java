package io.sallyport.core.guard.write;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.function.UnaryOperator;

/**
 * A write that is about to happen.
 *
 * @param ref    what is written
 * @param before the stored object; missing if it is created
 * @param after  the object as it will be stored; missing if it goes
 * @param byUs   true if Sallyport itself writes
 */
public record Write(ObjectRef ref, JsonNode before, JsonNode after, boolean byUs) {

    public Write {
        // The last finalizer of an object that is being deleted is what still holds it.
        if (after.at("/metadata").hasNonNull("deletionTimestamp") && after.at("/metadata/finalizers").isEmpty()) {
            after = after.path("gone");
        }
    }

    public GroupKind kind() {
        return GroupKind.of(ref);
    }

    public boolean creates() {
        return before.isMissingNode();
    }

    public boolean deletes() {
        return after.isMissingNode();
    }

    /** The same of the object as somebody reads it who knows more of the cluster. */
    public Write read(UnaryOperator<JsonNode> reader) {
        return new Write(ref, reader.apply(before), reader.apply(after), byUs);
    }

    /** True if it changes this field, or creates or deletes an object that has it. */
    public boolean changes(String pointer) {
        return !before.at(pointer).equals(after.at(pointer));
    }
}
