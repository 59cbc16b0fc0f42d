package io.sallyport.core.companion.way;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.List;

/** An entry of a VirtualService that the gateway answers by itself, with JSON. */
public final class DirectAnswer {
    private DirectAnswer() {}

    /** @param matches one of them has to match */
    public static ObjectNode to(List<? extends JsonNode> matches, int status, ObjectNode body) {
        return Json.object(
                "match", matches,
                "directResponse", Json.object(
                        "status", status,
                        "body", Json.object("string", body.toString())),
                "headers", Json.object(
                        "response", Json.object(
                                "set", Json.object("content-type", "application/json"))));
    }
}
