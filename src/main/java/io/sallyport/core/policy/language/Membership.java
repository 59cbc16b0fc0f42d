package io.sallyport.core.policy.language;

import java.util.BitSet;
import java.util.function.IntFunction;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/** Whether one text is in a language, by where its parts can end; nothing is built, so nothing can grow. */
final class Membership {
    private final String text;

    private Membership(String text) {
        this.text = text;
    }

    static boolean of(String text, Language language) {
        return new Membership(text).ends(language, at(0)).get(text.length());
    }

    /** Where a text of the language can end that begins at one of these places. */
    private BitSet ends(Language language, BitSet starts) {
        return switch (language) {
            case Language.Text(var part) -> each(starts, start -> text.startsWith(part, start) ? at(start + part.length()) : new BitSet());
            case Language.OneOf(var characters) -> each(starts, start ->
                    start < text.length() && characters.members().get(text.charAt(start)) ? at(start + 1) : new BitSet());
            case Language.Everything() -> from(starts.nextSetBit(0));
            case Language.Sequence(var parts) -> {
                BitSet reached = starts;
                for (Language part : parts) {
                    reached = ends(part, reached);
                }
                yield reached;
            }
            case Language.Union(var parts) -> {
                var reached = new BitSet();
                parts.forEach(part -> reached.or(ends(part, starts)));
                yield reached;
            }
            case Language.Repeated(var one, var least, var most) -> repeated(one, least, most, starts);
            case Language.Both(var one, var other) -> each(starts, start -> {
                BitSet reached = ends(one, at(start));
                reached.and(ends(other, at(start)));
                return reached;
            });
            case Language.Without(var all, var less) -> each(starts, start -> {
                BitSet reached = ends(all, at(start));
                reached.andNot(ends(less, at(start)));
                return reached;
            });
            case Language.Listed(var whole, var beginnings, var ignoreCase) -> each(starts, start -> {
                var reached = new BitSet();
                whole.stream().filter(part -> startsWith(part, start, ignoreCase)).forEach(part -> reached.set(start + part.length()));
                beginnings.stream()
                        .filter(part -> startsWith(part, start, ignoreCase))
                        .forEach(part -> reached.or(from(start + part.length())));
                return reached;
            });
            case Language.Built(var automaton) -> each(starts, start -> run(automaton, start));
        };
    }

    private BitSet repeated(Language one, int least, int most, BitSet starts) {
        BitSet reached = starts;
        for (int i = 0; i < least; i++) {
            reached = ends(one, reached);
        }
        var all = (BitSet) reached.clone();
        // After as many as there are characters, one more leads nowhere new.
        for (int i = least; i != most && i <= least + text.length(); i++) {
            reached = ends(one, reached);
            all.or(reached);
        }
        return all;
    }

    private BitSet run(Automaton automaton, int start) {
        var reached = new BitSet();
        BitSet states = automaton.getNumStates() == 0 ? new BitSet() : at(0);
        for (int i = start; !states.isEmpty(); i++) {
            if (states.intersects(automaton.getAcceptStates())) {
                reached.set(i);
            }
            states = i < text.length() ? next(automaton, states, text.charAt(i)) : new BitSet();
        }
        return reached;
    }

    private static BitSet next(Automaton automaton, BitSet states, char character) {
        var next = new BitSet();
        var step = new Transition();
        states.stream().forEach(state -> {
            for (int i = 0; i < automaton.getNumTransitions(state); i++) {
                automaton.getTransition(state, i, step);
                if (step.min <= character && character <= step.max) {
                    next.set(step.dest);
                }
            }
        });
        return next;
    }

    private boolean startsWith(String part, int start, boolean ignoreCase) {
        return ignoreCase
                ? start + part.length() <= text.length()
                        && TextTree.lower(text.substring(start, start + part.length())).equals(TextTree.lower(part))
                : text.startsWith(part, start);
    }

    private BitSet from(int start) {
        var all = new BitSet();
        if (start >= 0) {
            all.set(start, text.length() + 1);
        }
        return all;
    }

    private static BitSet at(int place) {
        var one = new BitSet();
        one.set(place);
        return one;
    }

    private static BitSet each(BitSet starts, IntFunction<BitSet> ends) {
        var all = new BitSet();
        starts.stream().forEach(start -> all.or(ends.apply(start)));
        return all;
    }
}
