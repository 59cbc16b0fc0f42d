package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests whose attributes are each in a set; an attribute that is not named is free.
 *
 * @param bounds by attribute
 */
public record Box(Map<Attribute, Values> bounds) {

    /** Of a proof, for each thing that has to be copied. */
    private static final int STEPS = 4;

    public static final Box ALL = new Box(Map.of());

    public Box {
        // In the order of their arrival, so that the same policies give the same counterexample.
        bounds = Collections.unmodifiableMap(new LinkedHashMap<>(bounds));
    }

    /** This box with one more bound. */
    public Box and(Attribute attribute, Values values) {
        Map<Attribute, Values> more = new LinkedHashMap<>(bounds);
        more.merge(attribute, values, Values::and);
        return new Box(more);
    }

    /** What is in both. */
    public Box and(Box other) {
        Map<Attribute, Values> both = new LinkedHashMap<>(bounds);
        other.bounds.forEach((attribute, values) -> both.merge(attribute, values, Values::and));
        return new Box(both);
    }

    /** What a proof pays for a copy of it. */
    long weight() {
        return STEPS * (1L + bounds.values().stream().mapToLong(Values::weight).sum());
    }

    public Optional<Values> bound(Attribute attribute) {
        return Optional.ofNullable(bounds.get(attribute));
    }

    public boolean isEmpty(Proof proof) {
        return bounds.values().stream().anyMatch(values -> values.isEmpty(proof));
    }

    /** What is in this box and not in the other, as boxes that have nothing in common and are not empty. */
    public List<Box> minus(Box other, Proof proof) {
        proof.charge(weight() + other.weight());
        List<Box> parts = new ArrayList<>();
        Box rest = this;
        for (var bound : other.bounds.entrySet()) {
            Attribute attribute = bound.getKey();
            Values before = rest.bounds.getOrDefault(attribute, bound.getValue().everything());
            for (Values outside : before.minus(bound.getValue())) {
                if (!outside.isEmpty(proof)) {
                    proof.charge(rest.weight());
                    parts.add(rest.with(attribute, outside));
                }
            }
            Values inside = before.and(bound.getValue());
            if (inside.isEmpty(proof)) {
                return List.of(this);
            }
            rest = rest.with(attribute, inside);
        }
        return parts;
    }

    private Box with(Attribute attribute, Values values) {
        Map<Attribute, Values> changed = new LinkedHashMap<>(bounds);
        changed.put(attribute, values);
        return new Box(changed);
    }
}
