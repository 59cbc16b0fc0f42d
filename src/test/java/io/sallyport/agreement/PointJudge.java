package io.sallyport.agreement;

import static io.sallyport.core.policy.language.Proven.proven;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.explain.ArrivedHeaders;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Condition;
import io.sallyport.core.policy.Rule;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the evaluator says under a set of policies. */
final class PointJudge {
    private static final AuthorizationPolicy NOTHING =
            new AuthorizationPolicy(new ObjectRef("", "", "", ""), "DENY", Map.of(), false, true, "", List.of());

    private final List<AuthorizationPolicy> policies;
    private final GatewayWorkload gateway;
    private final Set<String> headers;
    private final Addresses addresses;
    private final Map<Attribute.Condition, Boolean> known;

    PointJudge(List<? extends JsonNode> objects, GatewayWorkload gateway, Addresses addresses) {
        this.gateway = gateway;
        this.addresses = addresses;
        known = new LinkedHashMap<>();
        policies = objects.stream().map(AuthorizationPolicy::from).toList();
        headers = conditions()
                .filter(Condition.Text.class::isInstance)
                .map(condition -> ((Condition.Text) condition).attribute())
                .filter(Attribute.Header.class::isInstance)
                .map(header -> ((Attribute.Header) header).name())
                .collect(Collectors.toSet());
        conditions().filter(Condition.Opaque.class::isInstance).map(Condition.Opaque.class::cast).forEach(condition ->
                addresses.match(condition).ifPresent(matches ->
                        known.put(new Attribute.Condition(condition.key() + " in " + condition.values()), matches)));
    }

    private PointJudge(PointJudge other, Set<String> headers) {
        gateway = other.gateway;
        addresses = other.addresses;
        policies = other.policies;
        known = other.known;
        this.headers = headers;
    }

    /** The same, of an edit of policies that look at further headers. */
    PointJudge editOf(PointJudge before) {
        return new PointJudge(this, Stream.concat(headers.stream(), before.headers.stream()).collect(Collectors.toSet()));
    }

    /** The address that requests are sent from. */
    String source() {
        return addresses.source();
    }

    private Stream<Condition> conditions() {
        return policies.stream()
                .flatMap(policy -> policy.rules().stream())
                .flatMap(Rule::clauses)
                .flatMap(clause -> clause.conditions().stream());
    }

    /** True if it says that every version of Envoy denies it. */
    boolean surelyDenied(Arrived request) {
        Box point = point(request);
        return proven(proof -> Coverage.of(policies, gateway, point, proof)) instanceof Verdict.Covered;
    }

    /** True if it says that some version of Envoy denies it. */
    boolean possiblyDenied(Arrived request) {
        Box point = point(request);
        return policies.stream()
                .anyMatch(policy -> !(proven(proof -> Coverage.kept(policy, NOTHING, gateway, point, proof)) instanceof Verdict.Covered));
    }

    /** What it says about all requests together. */
    Verdict whole() {
        return proven(proof -> Coverage.of(policies, gateway, Box.ALL, proof));
    }

    /** What it says about an edit that leaves the first policy of this set as the first policy of that one. */
    Verdict editedTo(PointJudge after) {
        return proven(proof -> Coverage.kept(policies.getFirst(), after.policies.getFirst(), gateway, Box.ALL, proof));
    }

    /**
     * True if what the counterexample takes for granted is so here. The evaluator lets clients choose every header, also
     * those that this gateway makes itself: another one may trust a proxy in front of it.
     */
    boolean assumptionsHold(Counterexample request) {
        return headers.stream().noneMatch(ArrivedHeaders::isOfTheGateway) && request.assumptions().stream()
                .filter(assumption -> !assumption.startsWith("over HTTP/2"))
                .allMatch(assumption -> known.entrySet().stream().anyMatch(condition -> assumption.equals(
                        (condition.getValue() ? "with " : "without ") + condition.getKey().text())));
    }

    /** What it says to {@code explain}; empty where that depends on what we do not know. */
    Optional<Boolean> denies(Arrived request, Optional<JsonNode> claims) {
        if (conditions().anyMatch(condition ->
                condition instanceof Condition.Opaque opaque && addresses.match(opaque).isEmpty())) {
            return Optional.empty();
        }
        var asked = request.toArrivedRequest(claims, condition -> addresses.match(condition).orElse(false));
        return Optional.of(gateway.podLabels().stream().anyMatch(labels -> policies.stream()
                .filter(policy -> policy.action().equals("DENY") && policy.enforced() && policy.selects(labels))
                .anyMatch(policy -> policy.matching(asked).isPresent())));
    }

    private Box point(Arrived request) {
        Box point = request.box(headers);
        for (var condition : known.entrySet()) {
            point = point.and(condition.getKey(), condition.getValue() ? Truth.HOLDS : Truth.FAILS);
        }
        return point;
    }
}
