package io.sallyport.core.guard.routes.values;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class of characters in an expression, from behind its opening bracket. */
final class ExpressionClass {
    private static final Pattern NAMED = Pattern.compile("\\[:\\^?([a-z]+):\\]");
    private static final Set<String> NAMES = Set.of(
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word", "xdigit");

    private final String text;
    private final OptionalInt end;
    private final int[] at = {0};
    private final int[] size = {0};

    ExpressionClass(String text, int place) {
        this.text = text;
        this.at[0] = place;
        this.end = read() ? OptionalInt.of(at[0]) : OptionalInt.empty();
    }

    /** The place behind its closing bracket; empty if RE2 may not take it. */
    OptionalInt end() {
        return end;
    }

    /** Instructions, from above. */
    int size() {
        return Math.min(size[0], 260);
    }

    private boolean read() {
        at[0] += text.startsWith("^", at[0]) ? 1 : 0;
        for (boolean first = true; at[0] < text.length(); first = false) {
            if (text.charAt(at[0]) == ']' && !first) {
                at[0]++;
                return true;
            }
            if (!member()) {
                return false;
            }
        }
        return false;
    }

    private boolean member() {
        if (text.startsWith("[:", at[0])) {
            Matcher named = NAMED.matcher(text).region(at[0], text.length());
            size[0] += 20;
            boolean known = named.lookingAt() && NAMES.contains(named.group(1));
            at[0] = known ? named.end() : at[0];
            return known;
        }
        Optional<ExpressionEscape> from = one();
        if (from.isEmpty()) {
            return false;
        }
        size[0] += from.get().cost() + 1;
        boolean range = from.get().single() >= 0 && at[0] + 1 < text.length() && text.charAt(at[0]) == '-' && text.charAt(at[0] + 1) != ']';
        if (!range) {
            return true;
        }
        at[0]++;
        // Bytes are compared, so what represents several of them ends no range.
        return one().filter(to -> to.single() >= from.get().single() && to.single() < 0x80).isPresent();
    }

    private Optional<ExpressionEscape> one() {
        char c = text.charAt(at[0]);
        Optional<ExpressionEscape> read = c == '\\'
                ? ExpressionEscape.at(text, at[0] + 1)
                : Optional.of(new ExpressionEscape(at[0] + 1, c, c < 0x80 ? 1 : 4));
        read.ifPresent(escape -> at[0] = escape.end());
        return read;
    }
}
