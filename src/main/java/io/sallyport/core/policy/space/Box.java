package io.sallyport.core.policy.space;

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
        Box both = this;
        for (var bound : other.bounds.entrySet()) {
            both = both.and(bound.getKey(), bound.getValue());
        }
        return both;
    }

    public Optional<Values> bound(Attribute attribute) {
        return Optional.ofNullable(bounds.get(attribute));
    }

    public boolean isEmpty() {
        return bounds.values().stream().anyMatch(Values::isEmpty);
    }

    /** What is in this box and not in the other, as boxes that have nothing in common and are not empty. */
    public List<Box> minus(Box other) {
        List<Box> parts = new ArrayList<>();
        Box rest = this;
        for (var bound : other.bounds.entrySet()) {
            Attribute attribute = bound.getKey();
            Values before = rest.bounds.getOrDefault(attribute, bound.getValue().everything());
            for (Values outside : before.minus(bound.getValue())) {
                if (!outside.isEmpty()) {
                    parts.add(rest.with(attribute, outside));
                }
            }
            Values inside = before.and(bound.getValue());
            if (inside.isEmpty()) {
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
