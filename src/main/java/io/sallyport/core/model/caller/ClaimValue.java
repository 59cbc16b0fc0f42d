package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.List;
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
     * @param texts at least one; letters, digits and dashes alone, which mean themselves in every expression
     */
    record OneOf(List<String> texts) implements ClaimValue {
        public OneOf {
            texts = List.copyOf(texts);
            if (texts.isEmpty() || !texts.stream().allMatch(text -> text.matches("[-A-Za-z0-9]+"))) {
                throw new IllegalArgumentException("no texts that mean themselves: " + texts);
            }
        }
    }

    /** As a VirtualService matches it. */
    default ObjectNode routeMatch() {
        return switch (this) {
            case Exactly(String text) -> Json.object("exact", text);
            case Beginning(String text) -> Json.object("prefix", text);
            case OneOf(List<String> texts) when texts.size() == 1 -> Json.object("exact", texts.getFirst());
            case OneOf(List<String> texts) -> Json.object("regex", texts.stream().collect(Collectors.joining("|", "(", ")")));
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
