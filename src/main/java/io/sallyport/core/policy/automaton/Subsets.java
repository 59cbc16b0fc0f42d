package io.sallyport.core.policy.automaton;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * The deterministic automaton of the same language, by the subset construction. The library's takes a limit but does not say
 * how much of it was used, so many that are each within it would be without any.
 */
public final class Subsets {
    /** @param states in ascending order */
    private record Subset(int[] states) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Subset(int[] others) && Arrays.equals(states, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(states);
        }
    }

    private final Automaton automaton;
    private final Work work;
    private final Draft draft;
    private final Map<Subset, Integer> known = new HashMap<>();
    private final List<Subset> subsets = new ArrayList<>();

    private Subsets(Automaton automaton, Work work) {
        this.automaton = automaton;
        this.work = work;
        this.draft = new Draft(work);
    }

    public static Automaton of(Automaton automaton, Work work) {
        return new Subsets(automaton, work).built();
    }

    private Automaton built() {
        if (automaton.getNumStates() == 0) {
            return automaton;
        }
        state(new Subset(new int[] {0}));
        for (int at = 0; at < subsets.size(); at++) {
            draft.next();
            spread(leaving(subsets.get(at)));
        }
        return draft.whole();
    }

    /** By their least character. */
    private Transition[] leaving(Subset subset) {
        int count = 0;
        for (int state : subset.states()) {
            count += automaton.getNumTransitions(state);
        }
        work.charge(2L * count + subset.states().length);
        var all = new Transition[count];
        int at = 0;
        for (int state : subset.states()) {
            for (int i = 0; i < automaton.getNumTransitions(state); i++) {
                all[at] = new Transition();
                automaton.getTransition(state, i, all[at]);
                at++;
            }
        }
        Arrays.sort(all, (one, other) -> Integer.compare(one.min, other.min));
        return all;
    }

    /** Cuts the characters where some transition begins or ends, and goes on with each piece by itself. */
    private void spread(Transition[] leaving) {
        int[] cuts = Arrays.stream(leaving)
                .flatMapToInt(step -> IntStream.of(step.min, step.max + 1))
                .sorted()
                .distinct()
                .toArray();
        List<Transition> active = new ArrayList<>();
        int next = 0;
        for (int i = 0; i + 1 < cuts.length; i++) {
            int cut = cuts[i];
            active.removeIf(step -> step.max < cut);
            while (next < leaving.length && leaving[next].min == cut) {
                active.add(leaving[next]);
                next++;
            }
            work.charge(1 + 2L * active.size());
            if (!active.isEmpty()) {
                var reached = new Subset(active.stream().mapToInt(step -> step.dest).sorted().distinct().toArray());
                draft.add(state(reached), cut, cuts[i + 1] - 1);
            }
        }
    }

    private int state(Subset subset) {
        Integer there = known.get(subset);
        if (there != null) {
            return there;
        }
        work.charge(2L * Work.STATE + subset.states().length);
        int state = draft.state(Arrays.stream(subset.states()).anyMatch(automaton::isAccept));
        known.put(subset, state);
        subsets.add(subset);
        return state;
    }
}
