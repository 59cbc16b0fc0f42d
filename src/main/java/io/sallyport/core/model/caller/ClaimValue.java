package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a claim has to be. */
public sealed interface ClaimValue {

    /** This text, or a list with it. */
    record Exactly(String text) implements ClaimValue {}

    /** A text that begins like this. */
    record Beginning(String text) implements ClaimValue {}

    /**
     * One of these.
     *
     * @param texts at least one, each of what can be seen of ASCII but the star, which means anything in a policy
     */
    record OneOf(List<String> texts) implements ClaimValue {
        /** Istio's webhook takes no longer expression (pkg/config/validation, validateStringMatchRegexp: 1024). */
        private static final int LONGEST_EXPRESSION = 1000;
        private static final Pattern PLAIN = Pattern.compile("[!-)+-~]+");

        public OneOf {
            texts = List.copyOf(texts);
            if (texts.isEmpty() || !texts.stream().allMatch(text -> PLAIN.matcher(text).matches())) {
                throw new IllegalArgumentException("no texts that can be compared: " + texts);
            }
        }

        /** The same in as many as it takes for each to be an expression that a route may have. */
        List<OneOf> parts() {
            List<OneOf> parts = new ArrayList<>();
            List<String> part = new ArrayList<>();
            int length = 0;
            for (String text : texts) {
                int more = escaped(text).length() + 1;
                if (!part.isEmpty() && length + more > LONGEST_EXPRESSION) {
                    parts.add(new OneOf(part));
                    part.clear();
                    length = 0;
                }
                part.add(text);
                length += more;
            }
            parts.add(new OneOf(part));
            return parts;
        }

        private String expression() {
            return texts.stream().map(OneOf::escaped).collect(Collectors.joining("|", "(", ")"));
        }

        /** As RE2 reads it: what is no letter, digit, dash, @ or underscore means itself behind a backslash. */
        private static String escaped(String text) {
            return text.replaceAll("[^-A-Za-z0-9@_]", "\\\\$0");
        }
    }

    /** As a VirtualService matches it. */
    default ObjectNode routeMatch() {
        return switch (this) {
            case Exactly(String text) -> Json.object("exact", text);
            case Beginning(String text) -> Json.object("prefix", text);
            case OneOf(List<String> texts) when texts.size() == 1 -> Json.object("exact", texts.getFirst());
            case OneOf all -> Json.object("regex", all.expression());
        };
    }

    /** As an AuthorizationPolicy matches it. */
    default List<String> policyValues() {
        return switch (this) {
            case Exactly(String text) -> List.of(text);
            case Beginning(String text) -> List.of(text + "*");
            case OneOf(List<String> texts) -> texts;
        };
    }
}
