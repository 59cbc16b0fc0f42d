package io.sallyport.core.policy;

import io.sallyport.core.policy.space.Language;
import io.sallyport.core.policy.space.Texts;
import java.util.ArrayList;
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

    /** @param wide take what some version of Envoy matches, instead of what each does */
    Language language(boolean wide) {
        List<String> whole = new ArrayList<>();
        List<String> beginnings = new ArrayList<>();
        List<Language> others = new ArrayList<>();
        for (TextPattern pattern : patterns) {
            switch (pattern) {
                case TextPattern.Exact(var text) -> whole.add(text);
                case TextPattern.Prefix(var text) -> beginnings.add(text);
                case TextPattern.Suffix(var text) ->
                    others.add(Language.sequence(Language.EVERYTHING, Texts.union(List.of(text), List.of(), ignoreCase)));
                case TextPattern.NonEmpty() -> others.add(RequestUniverse.nonEmpty());
                case TextPattern.Present() -> {
                    return Language.EVERYTHING;
                }
                case TextPattern.Template(var template) -> others.add(template.language(wide));
            }
        }
        if (!whole.isEmpty() || !beginnings.isEmpty()) {
            others.add(Texts.union(whole, beginnings, ignoreCase));
        }
        return Language.union(others);
    }
}
