package io.sallyport.core.policy.automaton;

import java.util.BitSet;
import org.apache.lucene.util.automaton.Automaton;

/**
 * An automaton that is written state by state, in the order in which its states were found; each is paid for when it is. The
 * library's own grows its arrays by an eighth, so that a large one is copied many times over; here they double, and what is made
 * of them has its size from the start.
 */
public final class Draft {
    private final Work work;
    private final BitSet accepting = new BitSet();
    /** Of each state that is written, where its transitions begin. */
    private final Ints begins = new Ints();
    private final Ints destinations = new Ints();
    private final Ints least = new Ints();
    private final Ints most = new Ints();
    private final int[] states = new int[1];

    public Draft(Work work) {
        this.work = work;
    }

    /** A new state; its transitions are written when its turn comes. */
    public int state(boolean accepts) {
        work.charge(Work.STATE);
        accepting.set(states[0], accepts);
        return states[0]++;
    }

    public int states() {
        return states[0];
    }

    /** From here on transitions are those of the next state. */
    public void next() {
        begins.add(destinations.size());
    }

    public void add(int destination, int from, int to) {
        work.charge(1);
        destinations.add(destination);
        least.add(from);
        most.add(to);
    }

    /** With all states, where each is known to lead to an end, or need not be left out. */
    public Automaton whole() {
        begins.add(destinations.size());
        work.charge(destinations.size());
        var all = new BitSet();
        all.set(0, states[0]);
        return finished(all);
    }

    /** Without states from which no end can be reached. */
    public Automaton trimmed() {
        begins.add(destinations.size());
        work.charge(2L * states[0] + 2L * destinations.size());
        return finished(live());
    }

    private Automaton finished(BitSet live) {
        int[] names = new int[states[0]];
        int count = 0;
        int kept = 0;
        for (int state = live.nextSetBit(0); state >= 0; state = live.nextSetBit(state + 1)) {
            names[state] = count++;
            for (int i = begins.get(state); i < begins.get(state + 1); i++) {
                kept += live.get(destinations.get(i)) ? 1 : 0;
            }
        }
        var automaton = new Automaton(count, Math.max(1, kept));
        for (int i = 0; i < count; i++) {
            automaton.createState();
        }
        for (int state = live.nextSetBit(0); state >= 0; state = live.nextSetBit(state + 1)) {
            automaton.setAccept(names[state], accepting.get(state));
            for (int i = begins.get(state); i < begins.get(state + 1); i++) {
                if (live.get(destinations.get(i))) {
                    automaton.addTransition(names[state], names[destinations.get(i)], least.get(i), most.get(i));
                }
            }
        }
        automaton.finishState();
        return automaton;
    }

    /** Those that lead to an end, which go backwards from there; each transition is looked at once. */
    private BitSet live() {
        int[] into = new int[states[0] + 1];
        for (int i = 0; i < destinations.size(); i++) {
            into[destinations.get(i) + 1]++;
        }
        for (int i = 0; i < states[0]; i++) {
            into[i + 1] += into[i];
        }
        int[] sources = new int[destinations.size()];
        int[] filled = into.clone();
        for (int state = 0; state < states[0]; state++) {
            for (int i = begins.get(state); i < begins.get(state + 1); i++) {
                sources[filled[destinations.get(i)]++] = state;
            }
        }
        var live = (BitSet) accepting.clone();
        var waiting = new Ints();
        accepting.stream().forEach(waiting::add);
        for (int at = 0; at < waiting.size(); at++) {
            int state = waiting.get(at);
            for (int i = into[state]; i < into[state + 1]; i++) {
                if (!live.get(sources[i])) {
                    live.set(sources[i]);
                    waiting.add(sources[i]);
                }
            }
        }
        return live;
    }
}
