package io.sallyport.core.policy.space;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Of an attribute that is exactly one text, such as the path.
 *
 * @param within the texts of this language
 * @param without but none of these; taken away only when somebody asks, because most of them turn out not to matter
 */
public record TextValues(Language within, Set<Pattern> without) implements Values {

    public TextValues(Language within) {
        this(within, Set.of());
    }

    /** Every text but these. */
    public static TextValues except(List<Pattern> patterns) {
        return new TextValues(Language.EVERYTHING, new LinkedHashSet<>(patterns));
    }

    /** Exactly these texts. */
    public Language language() {
        String head = within.head();
        List<Pattern> touching = without.stream()
                .filter(pattern -> pattern.head().startsWith(head) || head.startsWith(pattern.head()))
                .toList();
        Language rest = within;
        for (Language group : Patterns.groups(touching)) {
            rest = rest.minus(group);
        }
        return rest;
    }

    @Override
    public boolean isEmpty() {
        return shortest().isEmpty();
    }

    /** A shortest of them; empty if there is none. */
    public Optional<String> shortest() {
        Optional<String> text = within.shortest();
        // Often one look is enough, and nothing has to be built.
        boolean taken = text.filter(found -> without.stream().anyMatch(pattern -> pattern.contains(found)))
                .isPresent();
        return taken ? language().shortest() : text;
    }

    @Override
    public Values and(Values other) {
        var more = (TextValues) other;
        Set<Pattern> outside = new LinkedHashSet<>(without);
        outside.addAll(more.without);
        return new TextValues(within.and(more.within), outside);
    }

    @Override
    public List<Values> minus(Values other) {
        var less = (TextValues) other;
        List<Values> parts = new ArrayList<>();
        if (less.within != Language.EVERYTHING) {
            parts.add(new TextValues(within.minus(less.within), without));
        }
        Set<Pattern> left = new LinkedHashSet<>(less.without);
        left.removeAll(without);
        Language both = within.and(less.within);
        Set<Pattern> outside = new LinkedHashSet<>(without);
        for (Pattern pattern : left) {
            parts.add(new TextValues(both.and(Patterns.union(Set.of(pattern))), outside));
            // What the next part holds besides, this one has already.
            outside = new LinkedHashSet<>(outside);
            outside.add(pattern);
        }
        return parts;
    }

    @Override
    public Values everything() {
        return new TextValues(Language.EVERYTHING);
    }
}
