package io.sallyport.core.policy.language;

import io.sallyport.core.policy.automaton.Product;
import io.sallyport.core.policy.automaton.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * Automata of descriptions, not deterministic where that is not needed: an intersection does without, and it is what can make
 * two to the power of {@code n} states of {@code n}.
 */
final class Construction {
    private Construction() {}

    static Automaton of(Language language, Proof proof) {
        return switch (language) {
            case Language.Built(var automaton) -> automaton;
            case Language.Everything() -> Automata.makeAnyString();
            case Language.Text(var text) -> {
                proof.charge((long) Work.STATE * (text.length() + 1));
                yield Automata.makeString(text);
            }
            case Language.OneOf(var characters) -> {
                proof.charge(2 * Work.STATE + characters.members().cardinality());
                yield characters.automaton();
            }
            case Language.Sequence(var parts) -> sequence(parts.stream().map(proof::automaton).toList(), proof);
            case Language.Union(var parts) -> union(together(parts, proof), proof);
            case Language.Repeated(var one, var least, var most) -> repeated(proof.automaton(one), least, most, proof);
            case Language.Both(var one, var other) -> Product.both(proof.automaton(one), proof.automaton(other), proof);
            case Language.Without(var all, var less) ->
                Product.without(proof.automaton(all), proof.deterministic(less), proof);
            case Language.Listed listed -> TextTree.of(listed, proof);
        };
    }

    private static Automaton sequence(List<Automaton> parts, Proof proof) {
        if (parts.isEmpty()) {
            return Automata.makeEmptyString();
        }
        // From each end there is a copy of what the next part begins with, and of the one after it if that may be empty.
        long beginnings = 0;
        for (Automaton part : parts.reversed()) {
            proof.charge(size(part) + ends(part) * beginnings);
            beginnings = begin(part) + (begins(part) ? beginnings : 0);
        }
        return Operations.concatenate(parts);
    }

    private static Automaton union(List<Language> languages, Proof proof) {
        if (languages.size() == 1) {
            return proof.automaton(languages.getFirst());
        }
        List<Automaton> parts = languages.stream().map(proof::automaton).toList();
        parts.forEach(part -> proof.charge(size(part) + begin(part)));
        return Operations.union(parts);
    }

    /** Many lists are one tree, which is deterministic, and their union would have to be made so. */
    private static List<Language> together(List<Language> parts, Proof proof) {
        proof.charge(parts.size());
        List<Language> all = new ArrayList<>();
        for (boolean ignoreCase : List.of(false, true)) {
            List<String> whole = new ArrayList<>();
            List<String> beginnings = new ArrayList<>();
            for (Language part : parts) {
                if (part instanceof Language.Listed(var texts, var stems, var folded) && folded == ignoreCase) {
                    whole.addAll(texts);
                    beginnings.addAll(stems);
                }
            }
            if (!whole.isEmpty() || !beginnings.isEmpty()) {
                all.add(new Language.Listed(whole, beginnings, ignoreCase));
            }
        }
        parts.stream().filter(part -> !(part instanceof Language.Listed)).forEach(all::add);
        return all;
    }

    /** @param most negative for no bound */
    private static Automaton repeated(Automaton one, int least, int most, Proof proof) {
        if (one.getNumStates() == 0) {
            // The library takes nothing for nothing here, however often; but no times nothing is the empty text.
            return least == 0 ? Automata.makeEmptyString() : one;
        }
        long copy = size(one) + ends(one) * begin(one);
        if (most >= 0) {
            // As in a sequence, where what may be empty is passed over.
            proof.charge(Math.max(most, 1) * (copy + (begins(one) ? ends(one) * begin(one) * most : 0)));
            return least == 0 && most == 1 ? Operations.optional(one) : Operations.repeat(one, least, most);
        }
        proof.charge(copy);
        Automaton any = Operations.repeat(one);
        return least == 0 ? any : sequence(followed(one, least, any), proof);
    }

    private static List<Automaton> followed(Automaton one, int times, Automaton last) {
        return Stream.concat(Collections.nCopies(times, one).stream(), Stream.of(last)).toList();
    }

    private static long size(Automaton automaton) {
        return (long) Work.STATE * automaton.getNumStates() + automaton.getNumTransitions();
    }

    private static long ends(Automaton automaton) {
        return automaton.getAcceptStates().cardinality();
    }

    private static long begin(Automaton automaton) {
        return automaton.getNumStates() == 0 ? 0 : automaton.getNumTransitions(0);
    }

    private static boolean begins(Automaton automaton) {
        return automaton.getNumStates() > 0 && automaton.isAccept(0);
    }
}
