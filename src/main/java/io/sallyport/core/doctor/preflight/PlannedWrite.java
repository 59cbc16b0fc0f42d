package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ObjectRef;
import java.util.Optional;

/**
 * One object that Sallyport would write beside the gateway.
 *
 * @param before as it is; empty if it is not there yet
 * @param after  as it would be; empty if it would go
 */
public record PlannedWrite(ObjectRef ref, Optional<JsonNode> before, Optional<JsonNode> after) {

    /** {@code create}, {@code change} or {@code delete}. */
    public String verb() {
        if (before.isEmpty()) {
            return "create";
        }
        return after.isEmpty() ? "delete" : "change";
    }
}
