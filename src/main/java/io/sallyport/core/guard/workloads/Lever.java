package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.ContentHash;
import io.sallyport.core.model.Json;

/**
 * Something in a Pod's template that can make the gateway forget its policies.
 *
 * @param name   what it is, wherever it stands
 * @param value  what it is set to
 * @param path   where it stands
 * @param danger what it could do, in words that follow the path
 */
record Lever(String name, JsonNode value, String path, String danger) {

    boolean sameAs(Lever other) {
        return name.equals(other.name) && value.equals(other.value);
    }

    /** What an admin writes down to allow it, wherever it stands. */
    String approval() {
        return ContentHash.of(Json.object(name, value));
    }
}
