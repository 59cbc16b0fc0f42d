package io.sallyport.core.route.match;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Pattern;
import io.sallyport.core.policy.language.Patterns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How a route compares a text.
 *
 * @param language what it takes; more than that if it is not {@code sure}
 * @param sure     false for an expression that we cannot read, which may take anything
 * @param text     as written, for people; empty if anything will do
 */
public record TextMatch(Form form, String text, Language language, boolean sure) {

    /** The ways to write it. */
    public enum Form {
        ANY,
        EXACT,
        PREFIX,
        /** A prefix that ends where a segment of the path ends. */
        SEGMENTS,
        REGEX
    }

    /** Takes everything. */
    public static final TextMatch ANY = new TextMatch(Form.ANY, "", Language.EVERYTHING, true);

    /** A text, or what begins with it. */
    public static TextMatch of(Form form, String written, boolean ignoreCase) {
        String text = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return switch (form) {
            case ANY -> ANY;
            case EXACT -> new TextMatch(form, written, Patterns.union(Set.of(new Pattern.Whole(text, ignoreCase))), true);
            case PREFIX -> new TextMatch(form, written, Patterns.union(Set.of(new Pattern.Beginning(text, ignoreCase))), true);
            case SEGMENTS -> {
                String stem = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
                yield new TextMatch(
                        form,
                        written,
                        Patterns.union(Set.of(
                                new Pattern.Whole(stem, ignoreCase), new Pattern.Beginning(stem + "/", ignoreCase))),
                        true);
            }
            case REGEX -> {
                Optional<Language> read = Expression.read(text);
                yield new TextMatch(form, written, read.orElse(Language.EVERYTHING), read.isPresent());
            }
        };
    }

    /** A StringMatch of a VirtualService. Envoy does not look at the case flag for expressions. */
    public static TextMatch of(JsonNode match, boolean ignoreCase) {
        if (match.size() > 1) {
            return new TextMatch(Form.REGEX, match.toString(), Language.EVERYTHING, false);
        }
        for (Form form : List.of(Form.EXACT, Form.PREFIX, Form.REGEX)) {
            JsonNode text = match.path(form.name().toLowerCase(Locale.ROOT));
            if (text.isTextual()) {
                // The star alone is no expression, but Istio's way to ask that a header is there.
                return form == Form.REGEX && text.asText().equals("*") ? ANY : of(form, text.asText(), ignoreCase);
            }
        }
        return ANY;
    }

    /** Whether it takes this text; an expression that we cannot read does. */
    public boolean matches(String candidate) {
        return language.contains(candidate);
    }

    @Override
    public String toString() {
        return form == Form.ANY ? "anything" : form.name().toLowerCase(Locale.ROOT) + " " + text;
    }
}
