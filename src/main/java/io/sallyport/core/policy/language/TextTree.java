package io.sallyport.core.policy.language;

import io.sallyport.core.policy.automaton.Draft;
import io.sallyport.core.policy.automaton.Ints;
import java.util.Collection;
import java.util.TreeSet;
import org.apache.lucene.util.automaton.Automaton;

/**
 * Many fixed beginnings and texts as one tree instead of one automaton for each: a policy may have thousands. A state represents
 * those of them, in their order, that begin alike.
 */
final class TextTree {
    private static final int LAST_CHARACTER = Character.MAX_CODE_POINT;

    private final String[] texts;
    private final TreeSet<String> beginnings;
    private final boolean ignoreCase;
    private final Draft draft;
    /** Of each state, the first text and the one after the last, and how far they were read. */
    private final Ints firsts = new Ints();
    private final Ints lasts = new Ints();
    private final Ints depths = new Ints();

    private TextTree(Language.Listed listed, Proof proof) {
        ignoreCase = listed.ignoreCase();
        beginnings = folded(listed.beginnings());
        texts = withoutThoseBelow(beginnings, folded(listed.whole()));
        draft = new Draft(proof);
    }

    static Automaton of(Language.Listed listed, Proof proof) {
        proof.charge(length(listed.whole()) + length(listed.beginnings()));
        return new TextTree(listed, proof).built();
    }

    private static long length(Collection<String> texts) {
        return texts.stream().mapToLong(text -> text.length() + 4L).sum();
    }

    private Automaton built() {
        if (texts.length == 0) {
            return new Automaton();
        }
        state(0, texts.length, 0);
        for (int at = 0; at < draft.states(); at++) {
            draft.next();
            int depth = depths.get(at);
            int first = firsts.get(at);
            if (texts[first].length() == depth) {
                if (beginnings.contains(texts[first])) {
                    draft.add(at, 0, LAST_CHARACTER);
                }
                first++;
            }
            grow(first, lasts.get(at), depth);
        }
        return draft.whole();
    }

    /** A way for each character that comes next. */
    private void grow(int first, int last, int depth) {
        int begin = first;
        while (begin < last) {
            char character = texts[begin].charAt(depth);
            int end = begin + 1;
            while (end < last && texts[end].charAt(depth) == character) {
                end++;
            }
            int child = state(begin, end, depth + 1);
            draft.add(child, character, character);
            if (ignoreCase && 'a' <= character && character <= 'z') {
                draft.add(child, Character.toUpperCase(character), Character.toUpperCase(character));
            }
            begin = end;
        }
    }

    private int state(int first, int last, int depth) {
        firsts.add(first);
        lasts.add(last);
        depths.add(depth);
        return draft.state(texts[first].length() == depth);
    }

    /** Sorted, so a beginning comes right before what it takes. */
    private static String[] withoutThoseBelow(TreeSet<String> beginnings, TreeSet<String> whole) {
        var all = new TreeSet<>(whole);
        all.addAll(beginnings);
        var kept = new TreeSet<String>();
        String stem = "";
        boolean under = false;
        for (String text : all) {
            if (!under || !text.startsWith(stem)) {
                kept.add(text);
                under = beginnings.contains(text);
                stem = text;
            }
        }
        return kept.toArray(String[]::new);
    }

    private TreeSet<String> folded(Collection<String> listed) {
        var sorted = new TreeSet<String>();
        listed.forEach(text -> sorted.add(ignoreCase ? lower(text) : text));
        return sorted;
    }

    /** Of ASCII letters only; all other characters are bytes of something longer. */
    static String lower(String text) {
        var lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char character = lower.charAt(i);
            if ('A' <= character && character <= 'Z') {
                lower.setCharAt(i, Character.toLowerCase(character));
            }
        }
        return lower.toString();
    }
}
