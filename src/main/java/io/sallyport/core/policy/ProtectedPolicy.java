package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges an edit of a policy that keeps token-less requests out. DENY rules are alternatives, so adding one never
 * opens anything; every other change of what decides is refused, harmless or not.
 */
public final class ProtectedPolicy {
    private static final String WAY_OUT =
            "add rules instead of changing them, or change the protected policies in Sallyport's chart values";

    private ProtectedPolicy() {}

    /** What the edit weakens, or may weaken; empty if it only adds rules or touches nothing that decides. */
    public static List<Fault> faults(JsonNode before, JsonNode after) {
        List<Fault> faults = new ArrayList<>();
        compare("metadata.labels[istio.io/rev]", before.at("/metadata/labels").path("istio.io/rev"),
                after.at("/metadata/labels").path("istio.io/rev"), faults);
        compare("metadata.annotations[istio.io/dry-run]", before.at("/metadata/annotations").path("istio.io/dry-run"),
                after.at("/metadata/annotations").path("istio.io/dry-run"), faults);
        Set<String> fields = new TreeSet<>(Json.keys(before.path("spec")));
        fields.addAll(Json.keys(after.path("spec")));
        for (String field : fields) {
            if (field.equals("rules")) {
                lostRules(before.at("/spec/rules"), after.at("/spec/rules"), faults);
            } else {
                compare("spec." + field, before.path("spec").path(field), after.path("spec").path(field), faults);
            }
        }
        return faults;
    }

    private static void lostRules(JsonNode before, JsonNode after, List<Fault> faults) {
        List<JsonNode> kept = Json.elements(after);
        List<JsonNode> rules = Json.elements(before);
        for (int i = 0; i < rules.size(); i++) {
            if (!kept.contains(rules.get(i))) {
                faults.add(new Fault(
                        "spec.rules[" + i + "]",
                        "is changed or taken away, and requests without a token that it denies might get in",
                        WAY_OUT));
            }
        }
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<Fault> faults) {
        if (!before.equals(after)) {
            faults.add(new Fault(
                    path, "changes from " + shown(before) + " to " + shown(after) + ", which can take the lock off", WAY_OUT));
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= 120 ? text : text.substring(0, 120) + "…";
    }
}
