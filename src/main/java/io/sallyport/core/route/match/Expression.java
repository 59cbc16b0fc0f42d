package io.sallyport.core.route.match;

import io.sallyport.core.policy.language.CharacterSet;
import io.sallyport.core.policy.language.Language;
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

    /** Places at which a text can be while it is compared. */
    private static final long MOST_PLACES = 5_000;

    /** @param places how many there are in all copies of it that repeats make */
    private record Part(Language language, long places) {}

    private final ExpressionText text;

    private Expression(ExpressionText text) {
        this.text = text;
    }

    /** Empty if it cannot be read, or is too long to be read by anybody. */
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
            Part whole = expression.alternatives(0);
            return expression.text.atEnd() ? Optional.of(whole.language()) : Optional.empty();
        } catch (ExpressionText.Unreadable e) {
            return Optional.empty();
        }
    }

    private Part alternatives(int depth) {
        if (depth > DEEPEST) {
            throw new ExpressionText.Unreadable();
        }
        List<Part> choices = new ArrayList<>(List.of(sequence(depth)));
        while (text.next("|")) {
            choices.add(sequence(depth));
        }
        return part(Language.union(choices.stream().map(Part::language).toList()), places(choices));
    }

    private Part sequence(int depth) {
        List<Part> parts = new ArrayList<>();
        while (!text.atEnd() && text.peek() != '|' && text.peek() != ')') {
            parts.add(repeated(atom(depth)));
        }
        return part(Language.sequence(parts.stream().map(Part::language).toArray(Language[]::new)), places(parts));
    }

    private static long places(List<Part> parts) {
        return parts.stream().mapToLong(Part::places).sum();
    }

    private static Part part(Language language, long places) {
        if (places > MOST_PLACES) {
            throw new ExpressionText.Unreadable();
        }
        return new Part(language, places);
    }

    private Part atom(int depth) {
        char c = text.take();
        return switch (c) {
            case '(' -> {
                if (!text.next("?:") && !text.atEnd() && text.peek() == '?') {
                    throw new ExpressionText.Unreadable();
                }
                Part inside = alternatives(depth + 1);
                if (!text.next(")")) {
                    throw new ExpressionText.Unreadable();
                }
                yield inside;
            }
            case '[' -> part(Language.oneOf(text.characters()), 1);
            case '.' -> part(Language.oneOf(ExpressionText.BYTE.without(CharacterSet.of("\n"))), 1);
            case '\\' -> part(Language.oneOf(text.escaped()), 1);
            case '^', '$', '*', '+', '?', '{' -> throw new ExpressionText.Unreadable();
            default -> part(Language.exactly(String.valueOf(c)), 1);
        };
    }

    private Part repeated(Part one) {
        Part all;
        if (text.next("*")) {
            all = times(one, 0, -1);
        } else if (text.next("+")) {
            all = times(one, 1, -1);
        } else if (text.next("?")) {
            all = times(one, 0, 1);
        } else if (text.next("{")) {
            int least = text.number();
            boolean open = text.next(",");
            int most = open && text.peek() == '}' ? -1 : open ? text.number() : least;
            if (!text.next("}") || most >= 0 && most < least) {
                throw new ExpressionText.Unreadable();
            }
            all = times(one, least, most);
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
    private static Part times(Part one, int least, int most) {
        return part(new Language.Repeated(one.language(), least, most), one.places() * Math.max(1, most < 0 ? least + 1 : most));
    }
}
