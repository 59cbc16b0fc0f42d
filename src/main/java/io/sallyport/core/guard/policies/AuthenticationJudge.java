package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.Reach;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.OwnObject;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * RequestAuthentications: whoever adds an issuer or keys to the gateway, or keys of our issuer to the Pods of exposed models,
 * can make tokens for it, since a token is good if any one rule takes it.
 *
 * <p>Taking a rule away from the gateway, or deleting it, opens nothing: its tokens then count as none, and whoever has
 * none is denied. The header with the caller's name, which nobody cleans then, gets no further either.
 */
public final class AuthenticationJudge implements Judge {
    private static final String SELECTOR = "/spec/selector/matchLabels";
    private static final Set<String> NAMES = Set.of(GatewayCompanions.TOKENS, GatewayCompanions.PODS);

    private final ExposureSettings settings;

    public AuthenticationJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (!Reach.namespaces(cluster, settings).contains(write.ref().namespace())) {
            return List.of();
        }
        boolean ours = isOurs(write.ref(), cluster);
        if (ours && (write.byUs() || !write.creates())) {
            return write.byUs() ? List.of() : ownFaults(write);
        }
        if (write.deletes()) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>(shape(write.after()));
        if (faults.isEmpty()) {
            faults.addAll(atGateway(write, cluster));
            faults.addAll(new ExposedPods(settings, cluster).faults(write));
        }
        return faults.stream().distinct().toList();
    }

    private List<Fault> atGateway(Write write, ClusterObjects cluster) {
        Reach reach = Reach.of(cluster, settings);
        if (!reach.mayInclude(write.after(), write.after().at(SELECTOR))) {
            return List.of();
        }
        JsonNode old = reached(write, reach) ? write.before() : Json.none();
        var judged = new TokenRuleJudge(settings, known(write, cluster, reach, old));
        List<JsonNode> before = Json.elements(old.at("/spec/jwtRules"));
        List<JsonNode> rules = Json.elements(write.after().at("/spec/jwtRules"));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!before.contains(rules.get(i))) {
                faults.addAll(judged.faults(rules.get(i), "spec.jwtRules[" + i + "]"));
            }
        }
        return faults;
    }

    /** What the object did at the gateway before counts only if the same istiods read it. */
    private static boolean reached(Write write, Reach reach) {
        return reach.includes(write.before(), write.before().at(SELECTOR))
                && Reach.revision(write.before()).equals(Reach.revision(write.after()));
    }

    /**
     * The rules that the gateway has already. Ours are not among them: whoever repeats our rule makes us believe that
     * the issuer was welcome before us, and we would let its tokens in everywhere.
     */
    private List<TokenRule> known(Write write, ClusterObjects cluster, Reach reach, JsonNode old) {
        List<JsonNode> objects = new ArrayList<>(cluster.of(GroupKind.REQUEST_AUTHENTICATION).stream()
                .filter(object -> !ObjectRef.of(object).sameObject(write.ref()) && !isOurs(ObjectRef.of(object), cluster))
                .filter(object -> reach.includes(object, object.at(SELECTOR)))
                .filter(object -> Reach.revision(object).asText("default").equals("default"))
                .toList());
        objects.add(old);
        return objects.stream()
                .flatMap(object -> Json.elements(object.at("/spec/jwtRules")).stream())
                .map(TokenRule::of)
                .toList();
    }

    private boolean isOurs(ObjectRef ref, ClusterObjects cluster) {
        String home = ref.name().equals(GatewayCompanions.PODS)
                ? GuardedGateway.rootNamespace(cluster, settings)
                : settings.gateway().namespace();
        return ref.namespace().equals(home) && NAMES.contains(ref.name());
    }

    private static List<Fault> ownFaults(Write write) {
        return OwnObject.faults(
                write, "says whose tokens are good", "change Sallyport's chart values settings.tokens, and it writes what follows from them");
    }

    private static List<Fault> shape(JsonNode object) {
        JsonNode spec = object.path("spec");
        var shape = new Shape()
                .metadata(object)
                .mapping("spec", spec)
                .mapping("spec.selector", spec.path("selector"))
                .textMap("spec.selector.matchLabels", spec.at("/selector/matchLabels"))
                .mapping("spec.targetRef", spec.path("targetRef"))
                .mappings("spec.targetRefs", spec.path("targetRefs"))
                .mappings("spec.jwtRules", spec.path("jwtRules"));
        List<Fault> faults = new ArrayList<>(shape.faults());
        List<JsonNode> rules = Json.elements(spec.path("jwtRules"));
        for (int i = 0; i < rules.size(); i++) {
            faults.addAll(TokenRule.shape(rules.get(i), "spec.jwtRules[" + i + "]"));
        }
        return faults;
    }
}
