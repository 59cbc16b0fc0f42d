package io.sallyport.core.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Whose tokens the gateway verifies: the rules of every RequestAuthentication that reaches it, by issuer. */
final class TokenRules {
    /** @param field the field's path, such as {@code spec.jwtRules[0]} */
    record Rule(ObjectRef from, String field, JsonNode rule) {
        String issuer() {
            return rule.path("issuer").asText("");
        }

        List<String> audiences() {
            return Json.texts(rule.path("audiences"));
        }

        boolean forwards() {
            return rule.path("forwardOriginalToken").asBoolean(false);
        }
    }

    private TokenRules() {}

    static List<Rule> of(ClusterObjects cluster, List<String> namespaces, List<Map<String, String>> pods) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode object : cluster.of(GroupKind.REQUEST_AUTHENTICATION)) {
            Map<String, String> selector = Json.textMap(object.at("/spec/selector/matchLabels"));
            JsonNode revision = object.path("metadata").path("labels").path("istio.io/rev");
            boolean reaches = namespaces.contains(object.at("/metadata/namespace").asText())
                    && pods.stream().anyMatch(pod -> pod.entrySet().containsAll(selector.entrySet()))
                    && object.at("/spec/targetRefs").isEmpty()
                    && object.at("/spec/targetRef").isEmpty()
                    && (revision.isMissingNode() || revision.asText().equals("default"));
            List<JsonNode> entries = reaches ? Json.elements(object.at("/spec/jwtRules")) : List.of();
            for (int i = 0; i < entries.size(); i++) {
                rules.add(new Rule(ObjectRef.of(object), "spec.jwtRules[" + i + "]", entries.get(i)));
            }
        }
        rules.sort(Comparator.comparing(Rule::issuer));
        return rules;
    }
}
