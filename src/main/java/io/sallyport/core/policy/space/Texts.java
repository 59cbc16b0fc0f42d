package io.sallyport.core.policy.space;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.lucene.util.automaton.Automaton;

/**
 * Languages of many fixed beginnings and texts, built as one tree instead of one automaton for each: a policy may have
 * thousands.
 */
final class Texts {
    private static final int LAST_CHARACTER = Character.MAX_CODE_POINT;

    private Texts() {}

    /**
     * Every text that is one of {@code whole}, or starts with one of {@code beginnings}.
     *
     * @param ignoreCase of ASCII letters
     */
    static Language union(Collection<String> whole, Collection<String> beginnings, boolean ignoreCase) {
        List<String> stems = new ArrayList<>();
        for (String stem : new TreeSet<>(folded(beginnings, ignoreCase))) {
            // Sorted, so what a text starts with comes right before it.
            if (stems.isEmpty() || !stem.startsWith(stems.getLast())) {
                stems.add(stem);
            }
        }
        var automaton = new Automaton.Builder();
        var root = new Node(automaton.createState());
        stems.forEach(stem -> root.at(stem, automaton, ignoreCase).open(automaton));
        new TreeSet<>(folded(whole, ignoreCase)).forEach(text -> {
            if (stems.stream().noneMatch(text::startsWith)) {
                automaton.setAccept(root.at(text, automaton, ignoreCase).state, true);
            }
        });
        return new Language(automaton.finish());
    }

    private static Collection<String> folded(Collection<String> texts, boolean ignoreCase) {
        return ignoreCase ? texts.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList() : texts;
    }

    /** A place in the tree. */
    private static final class Node {
        private final int state;
        private final Map<Integer, Node> children = new HashMap<>();

        Node(int state) {
            this.state = state;
        }

        Node at(String text, Automaton.Builder automaton, boolean ignoreCase) {
            Node node = this;
            for (int character : text.codePoints().toArray()) {
                Node parent = node;
                node = parent.children.computeIfAbsent(character, _ -> {
                    var child = new Node(automaton.createState());
                    automaton.addTransition(parent.state, child.state, character);
                    if (ignoreCase && 'a' <= character && character <= 'z') {
                        automaton.addTransition(parent.state, child.state, Character.toUpperCase(character));
                    }
                    return child;
                });
            }
            return node;
        }

        void open(Automaton.Builder automaton) {
            automaton.setAccept(state, true);
            automaton.addTransition(state, state, 0, LAST_CHARACTER);
        }
    }
}
