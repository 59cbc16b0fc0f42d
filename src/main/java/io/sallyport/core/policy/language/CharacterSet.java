package io.sallyport.core.policy.language;

import java.util.BitSet;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;

/** Characters from 0 to 255, each for a byte. */
public record CharacterSet(BitSet members) {
    private static final int BYTES = 256;

    public CharacterSet {
        members = (BitSet) members.clone();
    }

    public static CharacterSet range(int from, int to) {
        BitSet members = new BitSet(BYTES);
        members.set(from, to + 1);
        return new CharacterSet(members);
    }

    public static CharacterSet of(String characters) {
        BitSet members = new BitSet(BYTES);
        characters.chars().forEach(members::set);
        return new CharacterSet(members);
    }

    public CharacterSet and(CharacterSet more) {
        BitSet union = (BitSet) members.clone();
        union.or(more.members);
        return new CharacterSet(union);
    }

    public CharacterSet without(CharacterSet less) {
        BitSet difference = (BitSet) members.clone();
        difference.andNot(less.members);
        return new CharacterSet(difference);
    }

    Automaton automaton() {
        return Automata.makeCharSet(members.stream().toArray());
    }
}
