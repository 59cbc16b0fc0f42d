package io.sallyport.core.policy.language;

import io.sallyport.core.policy.automaton.ShortestText;
import io.sallyport.core.policy.automaton.Subsets;
import io.sallyport.core.policy.automaton.Work;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Answers what holds of languages, exactly, and pays for it from one budget. What it has built it keeps, so that a language
 * that is asked about often is built once; it is for one judgement and one thread.
 */
public final class Proof implements Work {
    /** A description that nests deeper is written by nobody, and would end the thread's stack. */
    private static final int DEEPEST = 300;

    private final Budget budget;
    private final String field;
    private final long[] spent;
    private final Map<Language, Automaton> built;
    /** Those that are told apart by what they say, since the same list is often asked about in several places. */
    private final Map<Language, Automaton> plain;
    private final Map<Automaton, Automaton> deterministic;
    private final int[] depth;

    Proof(Budget budget, String field) {
        this(budget, field, new long[1], new IdentityHashMap<>(), new HashMap<>(), new IdentityHashMap<>(), new int[1]);
    }

    private Proof(
            Budget budget,
            String field,
            long[] spent,
            Map<Language, Automaton> built,
            Map<Language, Automaton> plain,
            Map<Automaton, Automaton> deterministic,
            int[] depth) {
        this.budget = budget;
        this.field = field;
        this.spent = spent;
        this.built = built;
        this.plain = plain;
        this.deterministic = deterministic;
        this.depth = depth;
    }

    /** The same, for the value at this place of the object. */
    public Proof at(String place) {
        return new Proof(budget, place, spent, built, plain, deterministic, depth);
    }

    /** Pays for work that is about to be done; ends all of it if there is no more to pay with. */
    @Override
    public void charge(long steps) {
        // Not more than the budget is ever added, so it cannot overflow.
        if (steps > budget.steps() - spent[0]) {
            spent[0] = budget.steps();
            throw new SpentException(field);
        }
        spent[0] += steps;
    }

    /** How much was paid for so far. */
    public long spent() {
        return spent[0];
    }

    /**
     * What may be left out, such as one more example of what is refused already: empty if there is no budget for it.
     *
     * @param share of what is left, as a part of one
     */
    public <T> Optional<T> ifAffordable(double share, Function<Proof, T> work) {
        var part = new Budget((long) ((budget.steps() - spent[0]) * share));
        Outcome<T> outcome = part.prove(field, inner -> {
            T result = work.apply(inner);
            charge(inner.spent());
            return result;
        });
        return switch (outcome) {
            case Outcome.Proven<T>(T value, _) -> Optional.of(value);
            case Outcome.Unproven<T> _ -> {
                charge(part.steps());
                yield Optional.empty();
            }
        };
    }

    public boolean isEmpty(Language language) {
        Automaton automaton = automaton(language);
        charge(automaton.getNumStates());
        return Operations.isEmpty(automaton);
    }

    /** True if the first holds every text of the second. */
    public boolean covers(Language all, Language part) {
        return all.equals(part) || isEmpty(part.minus(all));
    }

    /** A shortest text of it, of the plainest characters; empty if it has none. */
    public Optional<String> shortest(Language language) {
        return ShortestText.of(automaton(language), this);
    }

    /** Whether one of the patterns matches. */
    public boolean matches(PatternSet patterns, String text) {
        charge(patterns.cost(text.length()));
        return patterns.matches(text);
    }

    /** What all its texts begin with. */
    public String head(Language language) {
        Automaton automaton = automaton(language);
        charge(automaton.getNumStates() + automaton.getNumTransitions());
        return Operations.getCommonPrefix(Operations.removeDeadStates(automaton));
    }

    /** The same, built; for what is asked about again and again as a part of others. */
    public Language built(Language language) {
        return language instanceof Language.Built ? language : new Language.Built(automaton(language));
    }

    Automaton automaton(Language language) {
        if (language instanceof Language.Built(Automaton automaton)) {
            return automaton;
        }
        boolean byContent = language instanceof Language.Listed || language instanceof Language.OneOf;
        Map<Language, Automaton> all = byContent ? plain : built;
        Automaton known = all.get(language);
        if (known == null) {
            depth[0]++;
            if (depth[0] > DEEPEST) {
                charge(budget.steps());
            }
            known = Construction.of(language, this);
            depth[0]--;
            all.put(language, known);
        }
        return known;
    }

    Automaton deterministic(Language language) {
        Automaton automaton = automaton(language);
        if (automaton.isDeterministic()) {
            return automaton;
        }
        Automaton known = deterministic.get(automaton);
        if (known == null) {
            known = Subsets.of(automaton, this);
            deterministic.put(automaton, known);
        }
        return known;
    }
}
