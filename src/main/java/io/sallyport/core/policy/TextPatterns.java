package io.sallyport.core.policy;

import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Pattern;
import io.sallyport.core.policy.language.Patterns;
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

    boolean haveTemplate() {
        return patterns.stream().anyMatch(TextPattern.Template.class::isInstance);
    }

    /** True if Envoy would not take one of them. */
    boolean haveHazard() {
        return patterns.stream()
                .anyMatch(pattern -> pattern instanceof TextPattern.Template(var template)
                        && template.fault().isPresent());
    }

    boolean match(String text) {
        String candidate = ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
        return patterns.stream().anyMatch(pattern -> pattern.matches(candidate));
    }

    /** About how much has to be read to know them. */
    long weight() {
        return patterns.stream().mapToLong(pattern -> 4 + pattern.length() / 4).sum();
    }

    /** The texts that match. */
    public Language language(EnvoyVersion envoy) {
        return Patterns.union(sets(envoy));
    }

    public List<Pattern> sets(EnvoyVersion envoy) {
        return patterns.stream().map(pattern -> set(pattern, envoy)).toList();
    }

    private Pattern set(TextPattern pattern, EnvoyVersion envoy) {
        return switch (pattern) {
            case TextPattern.Exact(var text) -> new Pattern.Whole(text, ignoreCase);
            case TextPattern.Prefix(var text) -> new Pattern.Beginning(text, ignoreCase);
            case TextPattern.Suffix(var text) -> new Pattern.Ending(text, ignoreCase);
            case TextPattern.NonEmpty() -> new Pattern.Named("any text", "", RequestUniverse.NON_EMPTY);
            case TextPattern.Present() -> new Pattern.Beginning("", ignoreCase);
            case TextPattern.Template(var template) ->
                new Pattern.Named(template.text(), template.head(), template.language(envoy));
        };
    }
}
