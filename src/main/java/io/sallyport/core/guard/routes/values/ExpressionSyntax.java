package io.sallyport.core.guard.routes.values;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which expressions Envoy's RE2 compiles, byte by byte as Envoy has it do (re2/doc/syntax.txt). What RE2 may take and is
 * seldom written, such as {@code \Q…\E}, is not among them. RE2 also refuses programs that become too large; what one costs
 * is counted from above.
 */
final class ExpressionSyntax {
    /** As long as istiod's webhook lets one be. */
    private static final int LONGEST = 1024;
    private static final int DEEPEST = 100;
    /** Of RE2, for repeats within each other, taken together. */
    private static final int MOST_REPEATS = 1000;
    /** Instructions; half of what Istio's bootstrap tells Envoy to take. */
    private static final long LARGEST = 16_384;

    private static final Pattern REPEAT = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");
    private static final Pattern FLAGS = Pattern.compile("\\?([imsU]+(?:-[imsU]+)?|-[imsU]+)([:)])");
    private static final Pattern NAMED = Pattern.compile("\\?P<([A-Za-z_][A-Za-z0-9_]*)>");
    private static final String ANCHORS = "AbBz";

    /** @param repeats of those within it, multiplied along the deepest nest */
    private record Part(long cost, long repeats) {
        Part beside(Part other) {
            return new Part(cost + other.cost, Math.max(repeats, other.repeats));
        }
    }

    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    private static final Part NOTHING = new Part(1, 1);

    private final String text;
    private final Set<String> names = new HashSet<>();
    private final int[] at = {0};

    private ExpressionSyntax(String text) {
        this.text = text;
    }

    /** What is wrong with it, in words that follow it; empty if RE2 compiles it. */
    static Optional<String> fault(String text) {
        if (text.length() > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " characters");
        }
        try {
            var expression = new ExpressionSyntax(text);
            Part whole = expression.alternatives(0);
            if (!expression.atEnd()) {
                throw new Refused("has a ) too many");
            }
            // Letters of both cases cost more.
            long cost = text.contains("(?") ? whole.cost() * 3 : whole.cost();
            return cost > LARGEST ? Optional.of("repeats too much") : Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.getMessage());
        }
    }

    private Part alternatives(int depth) {
        if (depth > DEEPEST) {
            throw new Refused("nests too deeply");
        }
        Part all = sequence(depth);
        while (next("|")) {
            all = all.beside(sequence(depth)).beside(NOTHING);
        }
        return all;
    }

    private Part sequence(int depth) {
        Part all = NOTHING;
        while (!atEnd() && text.charAt(at[0]) != '|' && text.charAt(at[0]) != ')') {
            all = all.beside(repeated(depth));
        }
        return all;
    }

    private Part repeated(int depth) {
        Matcher flags = matching(FLAGS, at[0] + 1);
        if (text.charAt(at[0]) == '(' && flags.lookingAt() && flags.group(2).equals(")")) {
            at[0] = flags.end();
            if (!atEnd() && repeats()) {
                throw new Refused("repeats nothing");
            }
            return NOTHING;
        }
        Part one = atom(depth);
        if (atEnd() || !repeats()) {
            return one;
        }
        Part all = times(one);
        next("?");
        if (!atEnd() && repeats()) {
            throw new Refused("repeats a repeat");
        }
        return all;
    }

    /** Whether a repeat begins here; another brace means itself. */
    private boolean repeats() {
        return "*+?".indexOf(text.charAt(at[0])) >= 0 || matching(REPEAT, at[0]).lookingAt();
    }

    private Part times(Part one) {
        Matcher counted = matching(REPEAT, at[0]);
        if (!counted.lookingAt()) {
            at[0]++;
            return new Part(one.cost() + 2, one.repeats());
        }
        at[0] = counted.end();
        long least = Long.parseLong(counted.group(1));
        boolean bounded = counted.group(2) == null || !counted.group(3).isEmpty();
        long most = counted.group(2) == null ? least : bounded ? Long.parseLong(counted.group(3)) : least + 1;
        long repeats = Math.max(1, bounded ? most : least) * one.repeats();
        if (most < least || most > MOST_REPEATS + 1 || repeats > MOST_REPEATS) {
            throw new Refused("repeats more than " + MOST_REPEATS + " times");
        }
        return new Part(Math.max(1, most) * (one.cost() + 1) + 1, repeats);
    }

    private Part atom(int depth) {
        char c = text.charAt(at[0]++);
        return switch (c) {
            case '(' -> group(depth);
            case '[' -> {
                var members = new ExpressionClass(text, at[0]);
                at[0] = members.end().orElseThrow(() -> new Refused("has a class that cannot be read"));
                yield new Part(members.size() + 1L, 1);
            }
            case '\\' -> escape();
            case '*', '+', '?' -> throw new Refused("repeats nothing");
            case '{' -> {
                at[0]--;
                if (repeats()) {
                    throw new Refused("repeats nothing");
                }
                at[0]++;
                yield NOTHING;
            }
            case '.' -> new Part(3, 1);
            // In UTF-8.
            default -> new Part(c < 0x80 ? 1 : 3, 1);
        };
    }

    private Part group(int depth) {
        Matcher flags = matching(FLAGS, at[0]);
        Matcher named = matching(NAMED, at[0]);
        if (next("?:")) {
            // Nothing to remember.
        } else if (flags.lookingAt()) {
            at[0] = flags.end();
        } else if (named.lookingAt() && names.add(named.group(1))) {
            at[0] = named.end();
        } else if (!atEnd() && text.charAt(at[0]) == '?') {
            throw new Refused("has a group that RE2 does not know");
        }
        Part inside = alternatives(depth + 1);
        if (!next(")")) {
            throw new Refused("has a ( too many");
        }
        return new Part(inside.cost() + 2, inside.repeats());
    }

    private Part escape() {
        if (!atEnd() && ANCHORS.indexOf(text.charAt(at[0])) >= 0) {
            at[0]++;
            return NOTHING;
        }
        ExpressionEscape escape = ExpressionEscape.at(text, at[0]).orElseThrow(() -> new Refused("has a \\ that escapes nothing"));
        at[0] = escape.end();
        return new Part(escape.cost(), 1);
    }

    private Matcher matching(Pattern pattern, int from) {
        return pattern.matcher(text).region(Math.min(from, text.length()), text.length());
    }

    private boolean next(String token) {
        boolean there = text.startsWith(token, at[0]);
        at[0] += there ? token.length() : 0;
        return there;
    }

    private boolean atEnd() {
        return at[0] >= text.length();
    }
}
