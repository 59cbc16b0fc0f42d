package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Pattern;
import io.sallyport.core.policy.language.PatternSet;
import io.sallyport.core.policy.language.Patterns;
import io.sallyport.core.policy.language.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Of an attribute that is exactly one text, such as the path.
 *
 * @param within  the texts of this language
 * @param without but none of these; taken away only when somebody asks, because most of them turn out not to matter
 */
public record TextValues(Language within, PatternSet without) implements Values {

    public TextValues(Language within) {
        this(within, PatternSet.NONE);
    }

    /** Every text but these. */
    public static TextValues except(List<Pattern> patterns) {
        return new TextValues(Language.EVERYTHING, PatternSet.of(patterns));
    }

    /** Exactly these texts. */
    public Language language(Proof proof) {
        if (without.isEmpty()) {
            return within;
        }
        String head = proof.head(within);
        proof.charge(without.size());
        List<Pattern> touching = without.list().stream()
                .filter(pattern -> pattern.head().startsWith(head) || head.startsWith(pattern.head()))
                .toList();
        Language rest = within;
        for (Language group : Patterns.groups(touching)) {
            rest = proof.built(rest.minus(group));
        }
        return rest;
    }

    @Override
    public boolean isEmpty(Proof proof) {
        return without.isEmpty() ? proof.isEmpty(within) : shortest(proof).isEmpty();
    }

    /** A shortest of them; empty if there is none. */
    public Optional<String> shortest(Proof proof) {
        Optional<String> text = proof.shortest(within);
        // Often one look is enough, and nothing has to be built.
        return text.filter(found -> proof.matches(without, found)).isPresent() ? proof.shortest(language(proof)) : text;
    }

    @Override
    public Values and(Values other) {
        var more = (TextValues) other;
        return new TextValues(within.and(more.within), without.and(more.without));
    }

    @Override
    public List<Values> minus(Values other) {
        var less = (TextValues) other;
        List<Values> parts = new ArrayList<>();
        if (less.within != Language.EVERYTHING) {
            parts.add(new TextValues(within.minus(less.within), without));
        }
        PatternSet left = less.without.without(without);
        Language both = within.and(less.within);
        PatternSet outside = without.and(left);
        for (int i = 0; i < left.size(); i++) {
            // What the next part holds besides, this one has already.
            parts.add(new TextValues(both.and(Patterns.union(Set.of(left.list().get(i)))), outside.first(without.size() + i)));
        }
        return parts;
    }

    @Override
    public long weight() {
        return 1 + without.size();
    }

    @Override
    public Values everything() {
        return new TextValues(Language.EVERYTHING);
    }
}
