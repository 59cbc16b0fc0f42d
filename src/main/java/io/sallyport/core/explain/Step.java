package io.sallyport.core.explain;

import io.sallyport.core.model.ObjectRef;
import java.util.Optional;

/**
 * One thing that happens to a request.
 *
 * @param stage what looks at it
 * @param by    the object that this stage is about; empty if it is none
 * @param field in that object; empty if it is about the whole
 * @param text  what happens, in words
 */
public record Step(Stage stage, Optional<ObjectRef> by, String field, String text) {

    /** In this order. */
    public enum Stage {
        LISTENER,
        PATH,
        CUSTOM,
        JWT,
        DENY,
        ALLOW,
        ROUTE
    }

    static Step of(Stage stage, String text) {
        return new Step(stage, Optional.empty(), "", text);
    }

    /** {@code AuthorizationPolicy istio-system/x spec.rules[0]} */
    public String where() {
        return by.map(ref -> field.isEmpty() ? ref.toString() : ref + " " + field).orElse("");
    }
}
