package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.zjsonpatch.JsonDiff;
import io.sallyport.core.admission.AdmissionDecision.Allowed;
import io.sallyport.core.admission.AdmissionDecision.Patched;
import java.util.List;

/** Turns a changed copy of an object into an answer. */
final class JsonPatch {
    private JsonPatch() {}

    /** Patched with the difference; Allowed if there is none. */
    static AdmissionDecision between(JsonNode original, JsonNode changed, List<String> warnings) {
        if (original.equals(changed)) {
            return new Allowed(warnings);
        }
        return new Patched(JsonDiff.asJson(original, changed), warnings);
    }
}
