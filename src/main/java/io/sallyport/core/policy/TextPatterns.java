package io.sallyport.core.policy;

import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.Pattern;
import io.sallyport.core.policy.space.Patterns;
import java.util.List;
import java.util.Locale;

/**
 * A list of patterns, of which one has to match.
 *
 * @param ignoreCase of the text; the patterns are in lower case then
 */
public record TextPatterns(List<TextPattern> patterns, boolean ignoreCase) {

    public TextPatterns {
        patterns = List.copyOf(patterns);
    }

    boolean match(String text) {
        String candidate = ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
        return patterns.stream().anyMatch(pattern -> pattern.matches(candidate));
    }

    /** The texts that match. */
    Language language(boolean wide) {
        return Patterns.union(sets(wide));
    }

    /** @param wide take what some version of Envoy matches, instead of what each does */
    List<Pattern> sets(boolean wide) {
        return patterns.stream().map(pattern -> set(pattern, wide)).toList();
    }

    private Pattern set(TextPattern pattern, boolean wide) {
        return switch (pattern) {
            case TextPattern.Exact(var text) -> new Pattern.Whole(text, ignoreCase);
            case TextPattern.Prefix(var text) -> new Pattern.Beginning(text, ignoreCase);
            case TextPattern.Suffix(var text) -> new Pattern.Ending(text, ignoreCase);
            case TextPattern.NonEmpty() -> new Pattern.Named("any text", "", RequestUniverse::nonEmpty);
            case TextPattern.Present() -> new Pattern.Beginning("", ignoreCase);
            case TextPattern.Template(var template) ->
                // Of one name however it is read: Envoy reads it one way, in one policy as in another.
                new Pattern.Named(template.text(), template.head(), () -> template.language(wide));
        };
    }
}
