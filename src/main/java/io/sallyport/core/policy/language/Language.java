package io.sallyport.core.policy.language;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.util.automaton.Automaton;

/**
 * A regular language over characters, as a description; a character represents a byte of the request. Two that are equal hold
 * the same texts; two that hold the same texts need not be equal.
 */
public sealed interface Language {

    /** Just this text. */
    record Text(String text) implements Language {}

    /** Any one of these characters. */
    record OneOf(CharacterSet characters) implements Language {}

    /** Every text. */
    record Everything() implements Language {}

    /** A text of the first, followed by one of the second, and so on. */
    record Sequence(List<Language> parts) implements Language {
        public Sequence {
            parts = List.copyOf(parts);
        }
    }

    /** What is in at least one of them; nothing if there is none. */
    record Union(List<Language> parts) implements Language {
        public Union {
            parts = List.copyOf(parts);
        }
    }

    /** @param most negative for no bound */
    record Repeated(Language one, int least, int most) implements Language {}

    /** What is in both. */
    record Both(Language one, Language other) implements Language {}

    /** What is in the first and not in the second. */
    record Without(Language all, Language less) implements Language {}

    /**
     * Every text that is one of {@code whole}, or starts with one of {@code beginnings}: thousands of them are one tree.
     *
     * @param ignoreCase of ASCII letters
     */
    record Listed(List<String> whole, List<String> beginnings, boolean ignoreCase) implements Language {
        public Listed {
            whole = List.copyOf(whole);
            beginnings = List.copyOf(beginnings);
        }
    }

    /** What was built already. */
    record Built(Automaton automaton) implements Language {}

    Language EVERYTHING = new Everything();
    Language NOTHING = new Union(List.of());

    static Language exactly(String text) {
        return new Text(text);
    }

    /** Every text that consists of these characters, the empty one included. */
    static Language madeOf(CharacterSet characters) {
        return oneOf(characters).repeated();
    }

    /** One character of these. */
    static Language oneOf(CharacterSet characters) {
        return new OneOf(characters);
    }

    /** One text of the first, followed by one of the second, and so on. */
    static Language sequence(Language... parts) {
        return new Sequence(Arrays.asList(parts));
    }

    static Language union(Collection<Language> languages) {
        return languages.size() == 1 ? languages.iterator().next() : new Union(List.copyOf(languages));
    }

    default Language or(Language other) {
        return union(List.of(this, other));
    }

    default Language and(Language other) {
        return this == EVERYTHING ? other : other == EVERYTHING ? this : new Both(this, other);
    }

    default Language minus(Language other) {
        return this == other ? NOTHING : other == NOTHING ? this : new Without(this, other);
    }

    default Language optional() {
        return new Repeated(this, 0, 1);
    }

    /** Any number of its texts, one after the other. */
    default Language repeated() {
        return new Repeated(this, 0, -1);
    }

    /** Whether this text is one of it; the work is bounded by the lengths of both. */
    default boolean contains(String text) {
        return Membership.of(text, this);
    }

    /**
     * The same, built once and for all. For what the program itself says, never for what comes from outside.
     *
     * @throws IllegalStateException if it is not small
     */
    default Language fixed() {
        return switch (Budget.OF_A_CONSTANT.prove("", proof -> proof.deterministic(this))) {
            case Outcome.Proven<Automaton>(Automaton automaton, _) -> new Built(automaton);
            case Outcome.Unproven<Automaton>(_, String reason) -> throw new IllegalStateException(reason);
        };
    }
}
