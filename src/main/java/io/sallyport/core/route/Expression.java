package io.sallyport.core.route;

import io.sallyport.core.policy.space.CharacterSet;
import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.TooComplexException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the part of RE2's syntax that is regular beyond doubt: literals, {@code .}, classes, groups, alternatives,
 * {@code * + ? {m,n}} and anchors at the ends. The whole text has to match, as in Envoy.
 */
final class Expression {
    private static final int LONGEST = 2_000;
    private static final int MOST_REPEATS = 100;
    private static final int DEEPEST = 50;
    private static final CharacterSet BYTE = CharacterSet.range(0, 255);
    private static final CharacterSet DIGIT = CharacterSet.range('0', '9');
    private static final CharacterSet WORD = DIGIT.and(CharacterSet.range('a', 'z'))
            .and(CharacterSet.range('A', 'Z'))
            .and(CharacterSet.of("_"));
    private static final CharacterSet SPACE = CharacterSet.of("\t\n\f\r ");

    private final String text;
    private final int[] at = {0};

    /** Something that we do not read. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(null, null, false, false);
        }
    }

    private Expression(String text) {
        this.text = text;
    }

    /** Empty if it cannot be read, or would become too large. */
    static Optional<Language> read(String text) {
        // The whole text has to match, so anchors at the ends say nothing, not even in ^a|b$.
        String bare = text.startsWith("^") ? text.substring(1) : text;
        if (bare.endsWith("$") && !bare.endsWith("\\$")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        if (bare.length() > LONGEST) {
            return Optional.empty();
        }
        return parse(bare);
    }

    private static Optional<Language> parse(String text) {
        try {
            var expression = new Expression(text);
            Language language = expression.alternatives(0);
            return expression.atEnd() ? Optional.of(language) : Optional.empty();
        } catch (Unreadable | TooComplexException e) {
            return Optional.empty();
        }
    }

    private Language alternatives(int depth) {
        if (depth > DEEPEST) {
            throw new Unreadable();
        }
        List<Language> choices = new ArrayList<>(List.of(sequence(depth)));
        while (next("|")) {
            choices.add(sequence(depth));
        }
        return Language.union(choices);
    }

    private Language sequence(int depth) {
        List<Language> parts = new ArrayList<>();
        while (!atEnd() && peek() != '|' && peek() != ')') {
            parts.add(repeated(atom(depth)));
        }
        return parts.isEmpty() ? Language.exactly("") : Language.sequence(parts.toArray(Language[]::new));
    }

    private Language atom(int depth) {
        char c = take();
        return switch (c) {
            case '(' -> {
                if (!next("?:") && !atEnd() && peek() == '?') {
                    throw new Unreadable();
                }
                Language inside = alternatives(depth + 1);
                if (!next(")")) {
                    throw new Unreadable();
                }
                yield inside;
            }
            case '[' -> Language.oneOf(characters());
            case '.' -> Language.oneOf(BYTE.without(CharacterSet.of("\n")));
            case '\\' -> Language.oneOf(escaped());
            case '^', '$', '*', '+', '?', '{' -> throw new Unreadable();
            default -> Language.exactly(String.valueOf(c));
        };
    }

    private Language repeated(Language one) {
        Language all = one;
        if (next("*")) {
            all = one.repeated();
        } else if (next("+")) {
            all = Language.sequence(one, one.repeated());
        } else if (next("?")) {
            all = one.optional();
        } else if (next("{")) {
            int least = number();
            boolean open = next(",");
            int most = open && peek() == '}' ? -1 : open ? number() : least;
            if (!next("}") || most >= 0 && most < least) {
                throw new Unreadable();
            }
            all = between(one, least, most);
        } else {
            return one;
        }
        // Lazy or not, what matches as a whole is the same; another star after that is an error.
        next("?");
        if (!atEnd() && "*+?{".indexOf(peek()) >= 0) {
            throw new Unreadable();
        }
        return all;
    }

    /** @param most negative for no bound */
    private static Language between(Language one, int least, int most) {
        Language tail = Language.exactly("");
        if (most < 0) {
            tail = one.repeated();
        }
        for (int i = least; i < most; i++) {
            tail = Language.sequence(one, tail).optional();
        }
        for (int i = 0; i < least; i++) {
            tail = Language.sequence(one, tail);
        }
        return tail;
    }

    private CharacterSet characters() {
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
                if (from.members().cardinality() != 1 || to.members().cardinality() != 1 || to.members().nextSetBit(0) < from.members().nextSetBit(0)) {
                    throw new Unreadable();
                }
                from = CharacterSet.range(from.members().nextSetBit(0), to.members().nextSetBit(0));
            }
            members.or(from.members());
        }
        take();
        CharacterSet set = new CharacterSet(members);
        return negated ? BYTE.without(set) : set;
    }

    private CharacterSet escaped() {
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

    private int number() {
        int start = at[0];
        while (!atEnd() && Character.isDigit(peek()) && at[0] - start < 4) {
            at[0]++;
        }
        if (start == at[0] || Integer.parseInt(text.substring(start, at[0])) > MOST_REPEATS) {
            throw new Unreadable();
        }
        return Integer.parseInt(text.substring(start, at[0]));
    }

    private boolean next(String token) {
        boolean there = text.startsWith(token, at[0]);
        at[0] += there ? token.length() : 0;
        return there;
    }

    private char take() {
        char c = peek();
        at[0]++;
        return c;
    }

    private char peek() {
        if (atEnd()) {
            throw new Unreadable();
        }
        return text.charAt(at[0]);
    }

    private boolean atEnd() {
        return atEnd(0);
    }

    private boolean atEnd(int ahead) {
        return at[0] + ahead >= text.length();
    }
}
