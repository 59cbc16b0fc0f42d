package io.sallyport.core.policy.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.PathTemplate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Values that end Envoy, or make it refuse its listener and with it every later policy; measured. Some of them pass
 * Istio's own webhook.
 */
public final class PolicyHazards {
    private static final Set<String> NAMELESS = Set.of("request.headers[]", "request.auth.claims[]");

    private PolicyHazards() {}

    /** Every such value that was not there before. */
    public static List<Fault> faults(JsonNode before, JsonNode after) {
        Set<String> known = new HashSet<>();
        faults(before).forEach(fault -> known.add(fault.problem()));
        return faults(after).stream().filter(fault -> !known.contains(fault.problem())).toList();
    }

    private static List<Fault> faults(JsonNode policy) {
        List<Fault> faults = new ArrayList<>();
        List<JsonNode> rules = Json.elements(policy.at("/spec/rules"));
        for (int i = 0; i < rules.size(); i++) {
            String path = "spec.rules[" + i + "]";
            List<JsonNode> operations = Json.elements(rules.get(i).path("to"));
            for (int j = 0; j < operations.size(); j++) {
                JsonNode operation = operations.get(j).path("operation");
                templates(path + ".to[" + j + "].operation.paths", operation.path("paths"), faults);
                templates(path + ".to[" + j + "].operation.notPaths", operation.path("notPaths"), faults);
            }
            List<JsonNode> conditions = Json.elements(rules.get(i).path("when"));
            for (int j = 0; j < conditions.size(); j++) {
                String key = conditions.get(j).path("key").asText();
                if (NAMELESS.contains(key)) {
                    faults.add(new Fault(
                            path + ".when[" + j + "].key",
                            "is \"" + key + "\", over which Envoy refuses its listener and every later policy",
                            "name what is meant between the brackets"));
                }
            }
        }
        return faults;
    }

    private static void templates(String path, JsonNode list, List<Fault> faults) {
        List<String> values = Json.texts(list);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (PathTemplate.isOne(value)) {
                Optional<String> fault = new PathTemplate(value).fault();
                String place = path + "[" + i + "]";
                fault.ifPresent(problem -> faults.add(new Fault(
                        place,
                        "\"" + value + "\" " + problem,
                        "write segments of plain text, {*} for any one and at most one {**} for the rest")));
            }
        }
    }
}
