package io.sallyport.core.model.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How often a model may be called, at each Pod of the gateway.
 *
 * @param each by each caller
 * @param all  by all callers together
 */
public record Limits(Optional<Rate> each, Optional<Rate> all) {
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    /**
     * So many callers the gateway tells apart for a model, at most. Within the time in which a caller's budget fills up, fewer calls
     * pass than that, by whatever callers; so whoever is forgotten for the sake of others has not called for so long that its budget
     * was full again, and nothing is given back by forgetting.
     */
    public static final int CALLERS = 2 * Rate.MOST + 1;

    public boolean none() {
        return each.isEmpty() && all.isEmpty();
    }

    /** What all callers together may do: a limit for each needs one, or nothing bounds how many callers have to be told apart. */
    public Optional<Rate> together() {
        return all.or(() -> each.map(rate -> new Rate(Rate.MOST, rate.per())));
    }

    /** True if more callers than {@link #CALLERS} could make calls in the time in which a caller's budget fills up. */
    public boolean tooMany() {
        return each.isPresent() && together().orElseThrow().passes(each.get().per()) >= CALLERS;
    }

    /** For people, such as "60/minute for each caller, 600/minute for all together"; empty if there is none. */
    public String described() {
        List<String> parts = new ArrayList<>();
        each.ifPresent(rate -> parts.add(rate + " for each caller"));
        all.ifPresent(rate -> parts.add(rate + " for all together"));
        return String.join(", ", parts);
    }
}
