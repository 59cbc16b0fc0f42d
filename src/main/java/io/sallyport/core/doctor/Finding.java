package io.sallyport.core.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;

/**
 * One thing that a look at the cluster showed.
 *
 * @param what     in one sentence
 * @param evidence the request or the object that shows it
 * @param fix      how to go on, as an imperative; empty where nothing has to be done
 */
public record Finding(Severity severity, String what, String evidence, String fix) {

    public static Finding error(String what, String evidence, String fix) {
        return new Finding(Severity.ERROR, what, evidence, fix);
    }

    public static Finding warning(String what, String evidence, String fix) {
        return new Finding(Severity.WARNING, what, evidence, fix);
    }

    public static Finding note(String what, String evidence) {
        return new Finding(Severity.NOTE, what, evidence, "");
    }

    /** For programs. */
    public JsonNode tree() {
        return Json.object(
                "severity", severity.text(),
                "what", what,
                "evidence", evidence,
                "fix", fix.isEmpty() ? Json.none() : fix);
    }
}
