package io.sallyport.core.policy.automaton;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Transition;

/** A search by breadth: the first end that it meets is at the end of a shortest text. */
public final class ShortestText {
    /** From plain to strange, so that a counterexample reads like a request somebody would send. */
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789/-._ABCDEFGHIJKLMNOPQRSTUVWXYZ:=";

    private static final int UNSEEN = -1;

    private ShortestText() {}

    public static Optional<String> of(Automaton automaton, Work work) {
        if (automaton.getNumStates() == 0) {
            return Optional.empty();
        }
        work.charge(2L * automaton.getNumStates());
        int[] parents = new int[automaton.getNumStates()];
        int[] labels = new int[automaton.getNumStates()];
        Arrays.fill(parents, UNSEEN);
        parents[0] = 0;
        var queue = new ArrayDeque<Integer>();
        queue.add(0);
        while (!queue.isEmpty()) {
            int state = queue.remove();
            if (automaton.isAccept(state)) {
                return Optional.of(text(state, parents, labels));
            }
            work.charge(2L * automaton.getNumTransitions(state));
            for (int[] step : steps(automaton, state)) {
                if (parents[step[1]] == UNSEEN) {
                    parents[step[1]] = state;
                    labels[step[1]] = step[0];
                    queue.add(step[1]);
                }
            }
        }
        return Optional.empty();
    }

    /** Pairs of character and next state, the plainest first. */
    private static Iterable<int[]> steps(Automaton automaton, int state) {
        return IntStream.range(0, automaton.getNumTransitions(state))
                        .mapToObj(i -> {
                            var transition = new Transition();
                            automaton.getTransition(state, i, transition);
                            return new int[] {plainest(transition.min, transition.max), transition.dest};
                        })
                        .sorted(Comparator.comparingInt(step -> rank(step[0])))
                ::iterator;
    }

    private static int plainest(int min, int max) {
        return PLAIN.chars().filter(c -> min <= c && c <= max).findFirst().orElse(min);
    }

    private static int rank(int character) {
        int rank = character <= Character.MAX_VALUE ? PLAIN.indexOf(character) : -1;
        return rank >= 0 ? rank : PLAIN.length() + character;
    }

    private static String text(int end, int[] parents, int[] labels) {
        var reversed = new StringBuilder();
        for (int state = end; state != 0; state = parents[state]) {
            reversed.appendCodePoint(labels[state]);
        }
        return reversed.reverse().toString();
    }
}
