package io.sallyport.core.route.match;

import io.sallyport.core.policy.language.CharacterSet;
import java.util.BitSet;

/** An expression as it is read from its beginning to its end: characters, escapes, classes and numbers. */
final class ExpressionText {
    static final CharacterSet BYTE = CharacterSet.range(0, 255);

    private static final int MOST_REPEATS = 100;
    private static final CharacterSet DIGIT = CharacterSet.range('0', '9');
    private static final CharacterSet WORD = DIGIT.and(CharacterSet.range('a', 'z'))
            .and(CharacterSet.range('A', 'Z'))
            .and(CharacterSet.of("_"));
    private static final CharacterSet SPACE = CharacterSet.of("\t\n\f\r ");

    private final String text;
    private final int[] at = {0};

    /** Something that we do not read. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(null, null, false, false);
        }
    }

    ExpressionText(String text) {
        this.text = text;
    }

    /** The rest of a class, after its opening bracket. */
    CharacterSet characters() {
        boolean negated = next("^");
        BitSet members = new BitSet();
        boolean first = true;
        while (first || peek() != ']') {
            first = false;
            char c = take();
            if (c == '[' && !atEnd() && peek() == ':') {
                throw new Unreadable();
            }
            CharacterSet from = c == '\\' ? escaped() : CharacterSet.of(String.valueOf(c));
            if (!atEnd(1) && peek() == '-' && text.charAt(at[0] + 1) != ']') {
                take();
                char end = take();
                CharacterSet to = end == '\\' ? escaped() : CharacterSet.of(String.valueOf(end));
                from = range(from.members(), to.members());
            }
            members.or(from.members());
        }
        take();
        CharacterSet set = new CharacterSet(members);
        return negated ? BYTE.without(set) : set;
    }

    /** Between two single characters. */
    private static CharacterSet range(BitSet from, BitSet to) {
        if (from.cardinality() != 1 || to.cardinality() != 1 || to.nextSetBit(0) < from.nextSetBit(0)) {
            throw new Unreadable();
        }
        return CharacterSet.range(from.nextSetBit(0), to.nextSetBit(0));
    }

    /** What follows a backslash. */
    CharacterSet escaped() {
        char c = take();
        return switch (c) {
            case 'd' -> DIGIT;
            case 'D' -> BYTE.without(DIGIT);
            case 'w' -> WORD;
            case 'W' -> BYTE.without(WORD);
            case 's' -> SPACE;
            case 'S' -> BYTE.without(SPACE);
            default -> {
                if (Character.isLetterOrDigit(c) || c > '~') {
                    throw new Unreadable();
                }
                yield CharacterSet.of(String.valueOf(c));
            }
        };
    }

    /** Of repeats. */
    int number() {
        int start = at[0];
        while (!atEnd() && Character.isDigit(peek()) && at[0] - start < 4) {
            at[0]++;
        }
        if (start == at[0] || Integer.parseInt(text.substring(start, at[0])) > MOST_REPEATS) {
            throw new Unreadable();
        }
        return Integer.parseInt(text.substring(start, at[0]));
    }

    /** Goes on behind this text, if it comes next. */
    boolean next(String token) {
        boolean there = text.startsWith(token, at[0]);
        at[0] += there ? token.length() : 0;
        return there;
    }

    char take() {
        char c = peek();
        at[0]++;
        return c;
    }

    char peek() {
        if (atEnd()) {
            throw new Unreadable();
        }
        return text.charAt(at[0]);
    }

    boolean atEnd() {
        return atEnd(0);
    }

    private boolean atEnd(int ahead) {
        return at[0] + ahead >= text.length();
    }
}
