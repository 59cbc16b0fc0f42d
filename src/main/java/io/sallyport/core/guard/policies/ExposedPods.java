package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * RequestAuthentications of the mesh's root namespace at the Pods of exposed models. These Pods ask for tokens of our issuer, so
 * other issuers open nothing there, but other keys of ours do; so does a rule without an issuer, which takes any.
 */
final class ExposedPods {
    private static final String RULES = "/spec/jwtRules";

    private final ExposureSettings settings;
    private final String root;
    private final List<JsonNode> authentications;

    ExposedPods(ExposureSettings settings, ClusterObjects cluster) {
        this.settings = settings;
        this.root = GuardedGateway.rootNamespace(cluster, settings);
        this.authentications = cluster.in(root, GroupKind.REQUEST_AUTHENTICATION);
    }

    /** Of an object that has the shape of its kind. */
    List<Fault> faults(Write write) {
        if (!mayReach(write.after())) {
            return List.of();
        }
        Set<String> issuers = issuers();
        List<TokenRule> known = known();
        var judged = new TokenRuleJudge(settings, known);
        List<JsonNode> rules = Json.elements(write.after().at(RULES));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            TokenRule read = TokenRule.of(rules.get(i));
            if (issuers.contains(read.issuer())) {
                List<TokenRule> same =
                        known.stream().filter(rule -> rule.issuer().equals(read.issuer())).toList();
                faults.addAll(judged.keys(read, same, rules.get(i), "spec.jwtRules[" + i + "]"));
            }
        }
        return faults;
    }

    /** Rules that these Pods have already, ours among them. */
    private List<TokenRule> known() {
        return authentications.stream()
                .filter(this::mayReach)
                .flatMap(object -> Json.elements(object.at(RULES)).stream())
                .map(TokenRule::of)
                .toList();
    }

    /** Ours, and the empty one, which means all. */
    private Set<String> issuers() {
        Stream<String> told = authentications.stream()
                .filter(object -> object.at("/metadata/name").asText().equals(GatewayCompanions.PODS))
                .flatMap(object -> Json.elements(object.at(RULES)).stream())
                .map(rule -> TokenRule.of(rule).issuer());
        Set<String> issuers = new TreeSet<>(Stream.concat(told, settings.tokens().issuer().stream()).toList());
        settings.tokens().issuers().forEach(further -> issuers.add(further.url()));
        issuers.add("");
        return issuers;
    }

    /** False if it asks for a label that no Pod of an exposed model carries; which others they do is for their owners to say. */
    private boolean mayReach(JsonNode object) {
        Map<String, String> selector = Json.textMap(object.at("/spec/selector/matchLabels"));
        String app = selector.getOrDefault("app", "isvc.");
        return object.at("/metadata/namespace").asText().equals(root)
                && object.at("/spec/targetRef").isEmpty()
                && object.at("/spec/targetRefs").isEmpty()
                && selector.getOrDefault(settings.label(), "true").equals("true")
                // Of Standard mode, and of a revision in Knative mode.
                && (app.startsWith("isvc.") || app.matches(".+-(predictor|transformer)-[0-9]+"))
                && !selector.containsKey("istio");
    }
}
