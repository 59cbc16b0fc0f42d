package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ObjectRef;

/** One write that brings the cluster closer to what is desired. */
public sealed interface Change {

    /** The object it is about. */
    ObjectRef ref();

    /** Server-side apply: the object is made, or the fields we state are set. */
    record Apply(JsonNode object) implements Change {
        @Override
        public ObjectRef ref() {
            return ObjectRef.of(object);
        }
    }

    /** The whole object is written over the one read at this resource version; fails if somebody was faster. */
    record Replace(JsonNode object, String resourceVersion) implements Change {
        @Override
        public ObjectRef ref() {
            return ObjectRef.of(object);
        }
    }

    /** The object goes, if it is still the one with this uid. */
    record Delete(ObjectRef ref, String uid) implements Change {}
}
