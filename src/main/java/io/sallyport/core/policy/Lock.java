package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether requests without a principal are denied under the prefix. The judgement is coarse and errs to "open": one
 * rule of one policy has to cover the prefix by itself.
 */
public sealed interface Lock {

    /** Every gateway Pod denies; {@code by} names the policies that each suffice. */
    record Holds(List<String> by) implements Lock {}

    /** Some request may get through; {@code reason} says why, for people. */
    record Open(String reason) implements Lock {}

    /**
     * @param policies  every AuthorizationPolicy of the gateway's namespace
     * @param podLabels the labels of each gateway Pod that runs
     */
    static Lock judge(List<AuthorizationPolicy> policies, List<Map<String, String>> podLabels, String prefix) {
        List<AuthorizationPolicy> denying = policies.stream()
                .filter(policy -> policy.action().equals("DENY") && policy.enforced() && !policy.targeted())
                .filter(policy -> policy.rules().stream().anyMatch(rule -> covers(rule, prefix)))
                .toList();
        if (denying.isEmpty()) {
            return new Open("no enforced DENY policy covers requests without a token under " + prefix);
        }
        List<AuthorizationPolicy> reaching = denying.stream()
                .filter(policy -> podLabels.stream().allMatch(policy::selects))
                .toList();
        if (reaching.isEmpty()) {
            return new Open("no DENY policy that covers " + prefix + " selects every gateway Pod; they carry "
                    + podLabels.stream().map(Lock::labels).distinct().collect(Collectors.joining(" and ")));
        }
        return new Holds(reaching.stream().map(policy -> policy.ref().name()).sorted().toList());
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .filter(label -> label.getKey().equals("app") || label.getKey().equals("istio"))
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static boolean covers(JsonNode rule, String prefix) {
        return Json.elements(rule.path("when")).isEmpty()
                && (anyone(rule.path("from")) || Json.elements(rule.path("from")).stream().anyMatch(Lock::withoutPrincipal))
                && (anyone(rule.path("to")) || Json.elements(rule.path("to")).stream().anyMatch(to -> reaches(to, prefix)));
    }

    /** An absent or empty list is no condition. */
    private static boolean anyone(JsonNode list) {
        return Json.elements(list).isEmpty();
    }

    private static boolean withoutPrincipal(JsonNode from) {
        JsonNode source = from.path("source");
        return source.isEmpty()
                || (Json.keys(source).equals(List.of("notRequestPrincipals"))
                        && Json.texts(source.path("notRequestPrincipals")).equals(List.of("*")));
    }

    private static boolean reaches(JsonNode to, String prefix) {
        JsonNode operation = to.path("operation");
        List<String> conditions = new ArrayList<>(Json.keys(operation));
        conditions.removeAll(List.of("paths", "notPaths"));
        List<PathPattern> paths = patterns(operation.path("paths"));
        boolean within = paths.isEmpty()
                || (paths.stream().anyMatch(path -> path.coversItself(prefix))
                        && paths.stream().anyMatch(path -> path.coversBelow(prefix)));
        boolean spared = patterns(operation.path("notPaths")).stream().anyMatch(path -> path.mayMatchIn(prefix));
        return conditions.isEmpty() && within && !spared;
    }

    private static List<PathPattern> patterns(JsonNode list) {
        return Json.texts(list).stream().map(PathPattern::new).toList();
    }
}
