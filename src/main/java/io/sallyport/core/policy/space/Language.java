package io.sallyport.core.policy.space;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/**
 * A regular language over characters; a character stands for a byte of the request. Every operation is exact, and
 * bounded: past the bound it throws {@link TooComplexException}.
 */
public final class Language {
    /** Steps of a subset construction; a tenth of a second at most. */
    private static final int MOST_WORK = 200_000;
    private static final int MOST_STATES = 50_000;

    public static final Language EVERYTHING = new Language(Automata.makeAnyString());
    public static final Language NOTHING = new Language(Automata.makeEmpty());

    private final Automaton automaton;

    Language(Automaton automaton) {
        if (automaton.getNumStates() > MOST_STATES) {
            throw new TooComplexException("more than " + MOST_STATES + " states");
        }
        try {
            this.automaton = Operations.determinize(automaton, MOST_WORK);
        } catch (TooComplexToDeterminizeException e) {
            throw new TooComplexException("more than " + MOST_WORK + " steps to tell its cases apart");
        }
    }

    public static Language exactly(String text) {
        return new Language(Automata.makeString(text));
    }

    /** Every text that consists of these characters, the empty one included. */
    public static Language madeOf(CharacterSet characters) {
        return new Language(Operations.repeat(characters.automaton()));
    }

    /** One character of these. */
    public static Language oneOf(CharacterSet characters) {
        return new Language(characters.automaton());
    }

    /** One text of the first, followed by one of the second, and so on. */
    public static Language sequence(Language... parts) {
        return new Language(Operations.concatenate(
                Stream.of(parts).map(part -> part.automaton).toList()));
    }

    public static Language union(Collection<Language> languages) {
        return switch (languages.size()) {
            case 0 -> NOTHING;
            case 1 -> languages.iterator().next();
            default ->
                new Language(Operations.union(
                        languages.stream().map(language -> language.automaton).toList()));
        };
    }

    public Language or(Language other) {
        return union(List.of(this, other));
    }

    public Language and(Language other) {
        if (this == EVERYTHING || other == EVERYTHING) {
            return this == EVERYTHING ? other : this;
        }
        return new Language(Operations.intersection(automaton, other.automaton));
    }

    public Language minus(Language other) {
        if (this == other) {
            return NOTHING;
        }
        try {
            return new Language(Operations.minus(automaton, other.automaton, MOST_WORK));
        } catch (TooComplexToDeterminizeException e) {
            throw new TooComplexException("more than " + MOST_WORK + " steps to take one language from another");
        }
    }

    public Language optional() {
        return new Language(Operations.optional(automaton));
    }

    /** Any number of its texts, one after the other. */
    public Language repeated() {
        return new Language(Operations.repeat(automaton));
    }

    public boolean isEmpty() {
        return Operations.isEmpty(automaton);
    }

    public boolean contains(String text) {
        return Operations.run(automaton, text);
    }

    public boolean covers(Language other) {
        return this == other || other.minus(this).isEmpty();
    }

    /** What all its texts begin with. */
    String head() {
        return Operations.getCommonPrefix(Operations.removeDeadStates(automaton));
    }

    /** A shortest text of it, of the plainest characters; empty if it has none. */
    public Optional<String> shortest() {
        return ShortestText.of(automaton);
    }

    /** How many states it has. */
    public int size() {
        return automaton.getNumStates();
    }
}
