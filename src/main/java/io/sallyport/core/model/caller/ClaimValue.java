package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;

/** What a claim has to be: the one source of what routes match and policies ask for. */
public sealed interface ClaimValue {

    /** This text, or a list with it. */
    record Exactly(String text) implements ClaimValue {}

    /** A text that begins like this. */
    record Beginning(String text) implements ClaimValue {}

    /** As a VirtualService matches it. */
    default ObjectNode routeMatch() {
        return switch (this) {
            case Exactly(String text) -> Json.object("exact", text);
            case Beginning(String text) -> Json.object("prefix", text);
        };
    }

    /** As an AuthorizationPolicy matches it. */
    default String policyValue() {
        return switch (this) {
            case Exactly(String text) -> text;
            case Beginning(String text) -> text + "*";
        };
    }
}
