package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.model.Json;

/**
 * Something in a Pod's template that can make the gateway forget its policies.
 *
 * @param name   what it is, whatever its path
 * @param value  what it is set to
 * @param path   the field's path
 * @param danger what it could do, in words that follow the path
 */
record Lever(String name, JsonNode value, String path, String danger) {

    boolean sameAs(Lever other) {
        return name.equals(other.name) && value.equals(other.value);
    }

    /** What an admin writes down to allow it, whatever its path. */
    String approval() {
        return ContentHash.of(Json.object(name, value));
    }
}
