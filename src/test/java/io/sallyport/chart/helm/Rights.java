package io.sallyport.chart.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Everything that a ServiceAccount may do by the roles of the chart that are bound to it. */
public final class Rights {
    private final Set<String> all = new TreeSet<>();

    /** Of an account, as lines such as {@code istio-system: update authorizationpolicies.security.istio.io named x}. */
    public static Set<String> of(Rendered rendered, String account) {
        Rights rights = new Rights();
        rendered.ofKind("ClusterRoleBinding")
                .filter(binding -> binds(binding, account))
                .forEach(binding -> rights.add("everywhere", rendered.the("ClusterRole", role(binding))));
        rendered.ofKind("RoleBinding")
                .filter(binding -> binds(binding, account))
                .forEach(binding -> rights.add(
                        binding.at("/metadata/namespace").asText(), rendered.the("Role", role(binding))));
        return rights.all;
    }

    private static boolean binds(JsonNode binding, String account) {
        return Rendered.stream(binding.path("subjects"))
                .anyMatch(subject -> subject.path("name").asText().equals(account)
                        && subject.path("namespace").asText().equals("sallyport"));
    }

    private static String role(JsonNode binding) {
        return binding.at("/roleRef/name").asText();
    }

    private void add(String where, JsonNode role) {
        for (JsonNode rule : role.path("rules")) {
            for (String verb : Rendered.strings(rule.path("verbs"))) {
                Rendered.strings(rule.path("nonResourceURLs")).forEach(url -> all.add(where + ": " + verb + " " + url));
                for (String group : Rendered.strings(rule.path("apiGroups"))) {
                    for (String resource : Rendered.strings(rule.path("resources"))) {
                        addNamed(where + ": " + verb + " " + resource + (group.isEmpty() ? "" : "." + group), rule);
                    }
                }
            }
        }
    }

    private void addNamed(String right, JsonNode rule) {
        List<String> names = Rendered.strings(rule.path("resourceNames"));
        if (names.isEmpty()) {
            all.add(right);
        }
        names.forEach(name -> all.add(right + " named " + name));
    }
}
