package io.sallyport.core.route.match;

import io.sallyport.core.policy.space.CharacterSet;
import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.TooComplexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the part of RE2's syntax that is regular beyond doubt: literals, {@code .}, classes, groups, alternatives,
 * {@code * + ? {m,n}} and anchors at the ends. The whole text has to match, as in Envoy.
 */
final class Expression {
    private static final int LONGEST = 2_000;
    private static final int DEEPEST = 50;

    private final ExpressionText text;

    private Expression(ExpressionText text) {
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
            var expression = new Expression(new ExpressionText(text));
            Language language = expression.alternatives(0);
            return expression.text.atEnd() ? Optional.of(language) : Optional.empty();
        } catch (ExpressionText.Unreadable | TooComplexException e) {
            return Optional.empty();
        }
    }

    private Language alternatives(int depth) {
        if (depth > DEEPEST) {
            throw new ExpressionText.Unreadable();
        }
        List<Language> choices = new ArrayList<>(List.of(sequence(depth)));
        while (text.next("|")) {
            choices.add(sequence(depth));
        }
        return Language.union(choices);
    }

    private Language sequence(int depth) {
        List<Language> parts = new ArrayList<>();
        while (!text.atEnd() && text.peek() != '|' && text.peek() != ')') {
            parts.add(repeated(atom(depth)));
        }
        return parts.isEmpty() ? Language.exactly("") : Language.sequence(parts.toArray(Language[]::new));
    }

    private Language atom(int depth) {
        char c = text.take();
        return switch (c) {
            case '(' -> {
                if (!text.next("?:") && !text.atEnd() && text.peek() == '?') {
                    throw new ExpressionText.Unreadable();
                }
                Language inside = alternatives(depth + 1);
                if (!text.next(")")) {
                    throw new ExpressionText.Unreadable();
                }
                yield inside;
            }
            case '[' -> Language.oneOf(text.characters());
            case '.' -> Language.oneOf(ExpressionText.BYTE.without(CharacterSet.of("\n")));
            case '\\' -> Language.oneOf(text.escaped());
            case '^', '$', '*', '+', '?', '{' -> throw new ExpressionText.Unreadable();
            default -> Language.exactly(String.valueOf(c));
        };
    }

    private Language repeated(Language one) {
        Language all = one;
        if (text.next("*")) {
            all = one.repeated();
        } else if (text.next("+")) {
            all = Language.sequence(one, one.repeated());
        } else if (text.next("?")) {
            all = one.optional();
        } else if (text.next("{")) {
            int least = text.number();
            boolean open = text.next(",");
            int most = open && text.peek() == '}' ? -1 : open ? text.number() : least;
            if (!text.next("}") || most >= 0 && most < least) {
                throw new ExpressionText.Unreadable();
            }
            all = between(one, least, most);
        } else {
            return one;
        }
        // Lazy or not, what matches as a whole is the same; another star after that is an error.
        text.next("?");
        if (!text.atEnd() && "*+?{".indexOf(text.peek()) >= 0) {
            throw new ExpressionText.Unreadable();
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
}
