package io.sallyport.core.policy.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.policy.EnvoyVersion;
import io.sallyport.core.policy.TextPattern;
import io.sallyport.core.policy.TextPatterns;
import io.sallyport.core.policy.language.Budget;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps public paths away from the sign-in page: entries of ours in {@code notPaths} of the shared CUSTOM policy. Rules
 * are found by their shape, never by their index, and entries of others are never touched: what we added is written
 * down in the annotation {@link Names#EXEMPTED}, and only that is ever taken out.
 */
public final class Exemption {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Exemption() {}

    /**
     * The policy with exactly these paths exempted.
     *
     * @param policy the AuthorizationPolicy as it is; it is not changed
     * @param wanted exact paths and {@code path/*} prefixes; empty takes all of ours out
     * @return an equal tree if nothing is to be done, or if the policy is of a kind that sends nobody to a sign-in page
     */
    public static JsonNode applied(JsonNode policy, List<String> wanted) {
        if (!policy.at("/spec/action").asText().equals("CUSTOM")) {
            return policy;
        }
        ObjectNode changed = policy.deepCopy();
        Set<String> ours = new LinkedHashSet<>(recorded(policy));
        List<String> surplus = ours.stream().filter(entry -> !wanted.contains(entry)).toList();
        // An entry that is in a rule without being recorded is somebody else's decision about that path. Adding it to
        // other rules as well would make the two indistinguishable when ours has to go.
        List<String> addable = wanted.stream()
                .filter(entry -> ours.contains(entry) || !standsIn(policy, entry))
                .toList();
        Json.elements(changed.at("/spec/rules")).forEach(rule -> {
            surplus.forEach(entry -> takeOut((ObjectNode) rule, entry));
            addable.forEach(entry -> {
                if (putIn((ObjectNode) rule, entry)) {
                    ours.add(entry);
                }
            });
        });
        surplus.forEach(ours::remove);
        record(changed, ours);
        return changed;
    }

    /** True if a request to one of these paths may still be sent to the sign-in page. */
    public static boolean missing(JsonNode policy, List<String> wanted) {
        return policy.at("/spec/action").asText().equals("CUSTOM")
                && Json.elements(policy.at("/spec/rules")).stream().anyMatch(rule -> {
                    ObjectNode copy = rule.deepCopy();
                    return wanted.stream().anyMatch(entry -> putIn(copy, entry));
                });
    }

    private static boolean standsIn(JsonNode policy, String entry) {
        return Json.elements(policy.at("/spec/rules")).stream()
                .flatMap(rule -> Json.elements(rule.path("to")).stream())
                .anyMatch(to -> Json.texts(to.at("/operation/notPaths")).contains(entry));
    }

    private static boolean putIn(ObjectNode rule, String entry) {
        List<ObjectNode> operations = operations(rule);
        if (operations.isEmpty()) {
            ObjectNode operation = Json.object("notPaths", Json.array(entry));
            rule.set("to", Json.array(Json.object("operation", operation)));
            return true;
        }
        boolean added = false;
        for (ObjectNode operation : operations) {
            if (reaches(operation, entry) && !Json.texts(operation.path("notPaths")).contains(entry)) {
                notPaths(operation).add(entry);
                added = true;
            }
        }
        return added;
    }

    /** An operation with {@code paths} of its own that lie elsewhere needs no exemption. */
    private static boolean reaches(ObjectNode operation, String entry) {
        List<String> paths = Json.texts(operation.path("paths"));
        String prefix = entry.endsWith("/*") ? entry.substring(0, entry.length() - 2) : entry;
        var patterns = new TextPatterns(paths.stream().map(TextPattern::ofPath).toList(), false);
        Language common = patterns.language(EnvoyVersion.SINCE_1_34_1).and(AskedRequests.paths(prefix));
        // What cannot be told may reach them, and an entry more does no harm.
        return paths.isEmpty()
                || !(Budget.OF_A_JUDGEMENT.prove("spec.rules", proof -> proof.isEmpty(common))
                        instanceof Outcome.Proven<Boolean>(Boolean empty, _))
                || !empty;
    }

    private static void takeOut(ObjectNode rule, String entry) {
        for (ObjectNode operation : operations(rule)) {
            ArrayNode kept = Json.list(Json.texts(operation.path("notPaths")).stream()
                    .filter(path -> !path.equals(entry))
                    .toList());
            if (kept.isEmpty()) {
                operation.remove("notPaths");
            } else if (kept.size() < operation.path("notPaths").size()) {
                operation.set("notPaths", kept);
            }
        }
        boolean hollow = Json.elements(rule.path("to")).stream()
                .allMatch(to -> to.path("operation").isEmpty());
        if (rule.has("to") && hollow) {
            rule.remove("to");
        }
    }

    private static List<ObjectNode> operations(ObjectNode rule) {
        List<ObjectNode> operations = new ArrayList<>();
        for (JsonNode to : Json.elements(rule.path("to"))) {
            JsonNode operation = to.path("operation");
            operations.add(operation.isObject() ? (ObjectNode) operation : ((ObjectNode) to).putObject("operation"));
        }
        return operations;
    }

    private static ArrayNode notPaths(ObjectNode operation) {
        return operation.path("notPaths").isArray()
                ? (ArrayNode) operation.path("notPaths")
                : operation.putArray("notPaths");
    }

    /** The entries that we added; an annotation that somebody has spoilt counts as none, so nothing of theirs is lost. */
    public static List<String> recorded(JsonNode policy) {
        String annotation = policy.path("metadata").path("annotations").path(Names.EXEMPTED).asText();
        if (annotation.isEmpty()) {
            return List.of();
        }
        try {
            return Json.texts(JSON.readTree(annotation));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private static void record(ObjectNode policy, Set<String> ours) {
        ObjectNode metadata = policy.withObject("/metadata");
        if (ours.isEmpty()) {
            if (metadata.path("annotations").has(Names.EXEMPTED)) {
                metadata.withObject("/annotations").remove(Names.EXEMPTED);
                if (metadata.path("annotations").isEmpty()) {
                    metadata.remove("annotations");
                }
            }
            return;
        }
        metadata.withObject("/annotations").put(Names.EXEMPTED, Json.list(ours).toString());
    }
}
