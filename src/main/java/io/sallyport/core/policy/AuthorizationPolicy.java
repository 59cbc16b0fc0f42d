package io.sallyport.core.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Region;
import io.sallyport.core.text.GoBoolean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What we read of an Istio AuthorizationPolicy ({@code security.istio.io}).
 *
 * @param ref      its address
 * @param action   {@code ALLOW} if it names none, as Istio takes it
 * @param selector labels that a Pod must have; empty selects every Pod the policy can reach
 * @param targeted true if it names {@code targetRef(s)}; it then reaches no gateway of the classic kind
 * @param enforced false if Istio ignores it: in dry run, or meant for another revision
 * @param provider whom a CUSTOM policy asks; empty in others
 * @param rules    in their order; those that Istio drops have no alternatives
 */
public record AuthorizationPolicy(
        ObjectRef ref,
        String action,
        Map<String, String> selector,
        boolean targeted,
        boolean enforced,
        String provider,
        List<Rule> rules) {

    /** What such a policy does, and to which Pods: all that can be said without reading its rules, which takes most of the time. */
    public record Scope(String action, Map<String, String> selector, boolean targeted, boolean enforced) {

        public static Scope of(JsonNode object) {
            JsonNode spec = object.path("spec");
            return new Scope(
                    spec.path("action").asText("ALLOW"),
                    Json.textMap(spec.path("selector").path("matchLabels")),
                    !spec.path("targetRef").isEmpty() || !spec.path("targetRefs").isEmpty(),
                    AuthorizationPolicy.enforced(object.path("metadata")));
        }
    }

    public static AuthorizationPolicy from(JsonNode object) {
        JsonNode spec = object.path("spec");
        Scope scope = Scope.of(object);
        return new AuthorizationPolicy(
                ObjectRef.of(object),
                scope.action(),
                scope.selector(),
                scope.targeted(),
                scope.enforced(),
                spec.path("provider").path("name").asText(),
                rules(Json.elements(spec.path("rules")), scope.action()));
    }

    private static List<Rule> rules(List<JsonNode> rules, String action) {
        List<Rule> read = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            read.add(ClauseReader.rule(rules.get(i), "spec.rules[" + i + "]", action));
        }
        return read;
    }

    /**
     * Istio drops an object whose {@code istio.io/rev} is not its own revision (pkg/config/model.go), the empty text
     * included; Kubeflow's is {@code default}.
     */
    private static boolean enforced(JsonNode metadata) {
        JsonNode revision = metadata.path("labels").path("istio.io/rev");
        boolean ours = revision.isMissingNode() || revision.asText().equals("default");
        return ours && !GoBoolean.isTrue(metadata.path("annotations").path("istio.io/dry-run").asText());
    }

    /** True if it reaches a Pod with these labels in its own or the root namespace. */
    public boolean selects(Map<String, String> podLabels) {
        return !targeted && podLabels.entrySet().containsAll(selector.entrySet());
    }

    /** True if a Pod with these labels denies some requests by it. */
    public boolean denies(Map<String, String> podLabels) {
        return action.equals("DENY") && enforced && selects(podLabels) && rules.stream().anyMatch(rule -> rule.size() > 0);
    }

    /** The clauses by which a Pod with these labels denies requests. */
    public List<Clause> denying(Map<String, String> podLabels, Proof proof) {
        if (!denies(podLabels)) {
            return List.of();
        }
        for (Rule rule : rules) {
            // At most 1.5 MB of JSON each way, so it cannot overflow.
            proof.charge(Clause.STEPS * rule.size());
        }
        return rules.stream().flatMap(Rule::clauses).toList();
    }

    /** The first alternative that this request satisfies, wherever the policy reaches. */
    public Optional<Clause> matching(ArrivedRequest request) {
        return rules.stream()
                .flatMap(Rule::clauses)
                .filter(clause -> clause.matches(request))
                .findFirst();
    }

    /** The requests without a principal that these clauses match. */
    public static Region region(List<Clause> clauses, EnvoyVersion envoy, Proof proof) {
        return Region.of(clauses.stream().flatMap(clause -> clause.box(envoy, proof).stream()).toList(), proof);
    }
}
