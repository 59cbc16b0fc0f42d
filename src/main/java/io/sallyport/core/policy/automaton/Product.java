package io.sallyport.core.policy.automaton;

import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/**
 * Two automata side by side. The library has both operations, but builds as many pairs of states as there are, and only then
 * can be asked how many; here each is paid for before it is built, and only those are that some text reaches.
 */
public final class Product {
    /** The second automaton has no way to go on. */
    private static final int LOST = -1;

    /** Of a work, for what every product takes, however small. */
    private static final int SMALLEST = 40;

    private final Automaton first;
    private final Automaton second;
    private final boolean without;
    private final Work work;
    private final Draft draft;
    private final Pairs pairs = new Pairs();

    private Product(Automaton first, Automaton second, boolean without, Work work) {
        this.first = first;
        this.second = second;
        this.without = without;
        this.work = work;
        this.draft = new Draft(work);
        work.charge(SMALLEST);
    }

    /** What both accept; neither has to be deterministic. */
    public static Automaton both(Automaton first, Automaton second, Work work) {
        return first.getNumStates() == 0 || second.getNumStates() == 0
                ? new Automaton()
                : new Product(first, second, false, work).built();
    }

    /** What the first accepts and the second does not. */
    public static Automaton without(Automaton first, Automaton deterministic, Work work) {
        return first.getNumStates() == 0 || deterministic.getNumStates() == 0
                ? first
                : new Product(first, deterministic, true, work).built();
    }

    private Automaton built() {
        state(0, 0);
        var step = new Transition();
        var beside = new Transition();
        for (int at = 0; at < draft.states(); at++) {
            draft.next();
            int one = pairs.first(at);
            int other = pairs.second(at);
            if (!without && second.getNumTransitions(other) < first.getNumTransitions(one)) {
                for (int i = 0; i < second.getNumTransitions(other); i++) {
                    second.getTransition(other, i, step);
                    follow(step, first, one, beside, true);
                }
            } else {
                for (int i = 0; i < first.getNumTransitions(one); i++) {
                    first.getTransition(one, i, step);
                    follow(step, second, other, beside, false);
                }
            }
        }
        return draft.trimmed();
    }

    /** What becomes of the other automaton while this step is taken. */
    private void follow(Transition step, Automaton automaton, int state, Transition beside, boolean swapped) {
        work.charge(1);
        int reached = step.min;
        if (state != LOST) {
            int transitions = automaton.getNumTransitions(state);
            for (int i = begin(automaton, state, transitions, step.min, beside); i < transitions; i++) {
                automaton.getTransition(state, i, beside);
                if (beside.min > step.max) {
                    break;
                }
                work.charge(1);
                if (beside.max < step.min) {
                    continue;
                }
                int from = Math.max(step.min, beside.min);
                int to = Math.min(step.max, beside.max);
                if (without && reached < from) {
                    draft.add(state(step.dest, LOST), reached, from - 1);
                }
                draft.add(swapped ? state(beside.dest, step.dest) : state(step.dest, beside.dest), from, to);
                reached = Math.max(reached, to + 1);
            }
        }
        if (without && reached <= step.max) {
            draft.add(state(step.dest, LOST), reached, step.max);
        }
    }

    /** Where to begin to look: transitions are sorted by their least character, and of a deterministic one by their last too. */
    private static int begin(Automaton automaton, int state, int transitions, int least, Transition scratch) {
        if (!automaton.isDeterministic()) {
            return 0;
        }
        int low = 0;
        int high = transitions;
        while (low < high) {
            int middle = (low + high) >>> 1;
            automaton.getTransition(state, middle, scratch);
            if (scratch.max < least) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int state(int one, int other) {
        int known = pairs.find(one, other);
        if (known != Pairs.NONE) {
            return known;
        }
        boolean accepts = other != LOST && second.isAccept(other);
        int state = draft.state(first.isAccept(one) && accepts != without);
        pairs.add(one, other);
        return state;
    }
}
