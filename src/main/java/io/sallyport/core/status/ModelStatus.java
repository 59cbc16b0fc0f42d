package io.sallyport.core.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * One model that has the label, or has a route of ours.
 *
 * @param kind    of its object, such as {@code InferenceService}
 * @param url     where it answers; empty while it does not
 * @param callers who may call, as it was asked for; empty where that cannot be read
 * @param until   when the way in closes by itself
 * @param since   when the route was made (RFC 3339, as the API server writes it); empty while there is none
 * @param mode    how KServe runs it, such as {@code Standard}; empty for a kind that is never exposed
 * @param lock    true if an AuthorizationPolicy of ours at its Pods judges calls again
 * @param narrowed true if only a NetworkPolicy of ours says who reaches its Pods, and none of others lets more in
 * @param reason  why it is not exposed, or what happens next; empty if all is as it was asked for
 */
public record ModelStatus(
        String kind,
        String namespace,
        String name,
        ModelState state,
        Optional<String> url,
        String callers,
        Optional<Instant> until,
        String since,
        String mode,
        boolean lock,
        boolean narrowed,
        String reason) {

    /** For programs; what is not known is left out. */
    public JsonNode tree() {
        return Json.object(
                "kind", kind,
                "namespace", namespace,
                "name", name,
                "state", state.text(),
                "url", url.<Object>map(text -> text).orElse(Json.none()),
                "callers", text(callers),
                "until", until.<Object>map(Instant::toString).orElse(Json.none()),
                "since", text(since),
                "mode", text(mode),
                "lock", lock,
                "narrowed", narrowed ? true : Json.none(),
                "reason", text(reason));
    }

    private static Object text(String value) {
        return value.isEmpty() ? Json.none() : value;
    }
}
