package io.sallyport.core.policy;

import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.HeaderValues;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.policy.space.Truth;
import io.sallyport.core.policy.space.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One way to satisfy a rule: a {@code from} with a {@code to} and every {@code when}. All conditions have to hold.
 *
 * @param path the field's path, such as {@code spec.rules[0]}
 */
public record Clause(String path, List<Condition> conditions) {

    /** Of a proof, for having one. */
    static final int STEPS = 20;

    public Clause {
        conditions = List.copyOf(conditions);
    }

    /** True if it asks the same, whatever its path. */
    public boolean sameAs(Clause other) {
        return conditions.equals(other.conditions);
    }

    /** True if versions of Envoy read it differently. */
    public boolean hasTemplate() {
        return conditions.stream()
                .anyMatch(condition -> condition instanceof Condition.Text text && text.patterns().haveTemplate());
    }

    /** The requests without a principal that satisfy it; empty if there is none, or if Envoy does not take it. */
    Optional<Box> box(EnvoyVersion envoy, Proof proof) {
        Map<Attribute, Values> bounds = new LinkedHashMap<>();
        for (Condition condition : conditions) {
            switch (condition) {
                case Condition.Text text -> {
                    proof.charge(STEPS + text.patterns().weight());
                    if (text.patterns().haveHazard()) {
                        return Optional.empty();
                    }
                    bound(bounds, text.attribute(), values(text, envoy), proof);
                }
                case Condition.Port(var negated, var ports) ->
                    bound(bounds, Attribute.PORT, negated ? PortValues.except(ports) : PortValues.of(ports), proof);
                case Condition.Opaque opaque ->
                    bound(bounds, opaque.attribute(), opaque.negated() ? Truth.FAILS : Truth.HOLDS, proof);
                case Condition.Token token -> {
                    // Without a principal there is nothing that a value could match.
                    if (!token.negated()) {
                        return Optional.empty();
                    }
                }
            }
        }
        return Optional.of(new Box(bounds));
    }

    private static void bound(Map<Attribute, Values> bounds, Attribute attribute, Values values, Proof proof) {
        Values known = bounds.get(attribute);
        proof.charge(values.weight() + (known == null ? 0 : known.weight()));
        bounds.put(attribute, known == null ? values : known.and(values));
    }

    /** Whether this request satisfies it, with or without a principal. */
    public boolean matches(ArrivedRequest request) {
        return unmet(request).isEmpty();
    }

    /** The first condition that this request does not satisfy. */
    public Optional<Condition> unmet(ArrivedRequest request) {
        return conditions.stream().filter(condition -> !matches(condition, request)).findFirst();
    }

    private static boolean matches(Condition condition, ArrivedRequest request) {
        return switch (condition) {
            case Condition.Text text ->
                text.negated() != request.texts(text.attribute()).stream().anyMatch(text.patterns()::match);
            case Condition.Port(var negated, var ports) -> negated != ports.contains(request.port());
            case Condition.Opaque opaque -> opaque.negated() != request.connection().test(opaque);
            case Condition.Token token ->
                token.negated() != request.claims().filter(claims -> TokenClaims.match(token, claims)).isPresent();
        };
    }

    private static Values values(Condition.Text text, EnvoyVersion envoy) {
        if (text.attribute() instanceof Attribute.Header) {
            Language language = text.patterns().language(envoy);
            return text.negated() ? HeaderValues.missing(language) : HeaderValues.hitting(language);
        }
        return text.negated()
                ? TextValues.except(text.patterns().sets(envoy))
                : new TextValues(text.patterns().language(envoy));
    }
}
