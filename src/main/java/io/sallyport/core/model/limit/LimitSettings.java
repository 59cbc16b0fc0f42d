package io.sallyport.core.model.limit;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What admins say about limits.
 *
 * @param enabled    whether models may have limits, for which the gateway gets filters
 * @param namespaces the terms of namespaces; of several that mean one, the first that says something counts
 */
public record LimitSettings(boolean enabled, List<Terms> namespaces) {
    public static final LimitSettings OFF = new LimitSettings(false, List.of());

    /**
     * Of some namespaces.
     *
     * @param namespaces whose; a {@code *} at the end matches any rest
     * @param rate       of each caller, where a model says nothing
     * @param rateTotal  of all callers of a model together, likewise
     * @param most       what a model may say of each caller; also where it says nothing and neither does {@code rate}
     * @param mostTotal  what a model may say of all together, likewise
     */
    public record Terms(
            List<String> namespaces, Optional<Rate> rate, Optional<Rate> rateTotal, Optional<Rate> most, Optional<Rate> mostTotal) {
        boolean of(String namespace) {
            return namespaces.stream().anyMatch(each -> each.endsWith("*")
                    ? namespace.startsWith(each.substring(0, each.length() - 1))
                    : namespace.equals(each));
        }
    }

    /** What models of this namespace have that say nothing. */
    public Limits usual(String namespace) {
        return new Limits(
                first(namespace, Terms::rate).or(() -> first(namespace, Terms::most)),
                first(namespace, Terms::rateTotal).or(() -> first(namespace, Terms::mostTotal)));
    }

    /** What models of this namespace may have at most; what is empty is not bounded. */
    public Limits most(String namespace) {
        return new Limits(first(namespace, Terms::most), first(namespace, Terms::mostTotal));
    }

    private Optional<Rate> first(String namespace, Function<Terms, Optional<Rate>> part) {
        return namespaces.stream().filter(terms -> terms.of(namespace)).map(part).flatMap(Optional::stream).findFirst();
    }
}
