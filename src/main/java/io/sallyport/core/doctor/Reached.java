package io.sallyport.core.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What one route gives to a request without a token and without a session.
 *
 * @param request  the shortest that gets there; empty where it is too hard to tell whether there is one
 * @param route    the object that takes it
 * @param field    in that object
 * @param to       where it goes; empty if the route answers by itself
 * @param approved true if the settings name these servers for paths that need no token
 */
public record Reached(Optional<Counterexample> request, ObjectRef route, String field, List<String> to, boolean approved) {

    /** {@code curl … reaches SERVER by VirtualService …} */
    public String sentence() {
        String by = " by " + route + " " + field;
        String where = to.isEmpty() ? "an answer of the gateway" : String.join(" or ", to);
        return request.map(found -> found + " reaches " + where + by)
                .orElse("whether a request without a token reaches " + where + by + " is too hard to tell");
    }

    /** For programs. */
    public JsonNode tree() {
        return Json.object(
                "request", request.<Object>map(Counterexample::toString).orElse(Json.none()),
                "route", route.toString(),
                "field", field,
                "to", Json.list(to),
                "approved", approved);
    }
}
