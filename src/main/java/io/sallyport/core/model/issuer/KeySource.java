package io.sallyport.core.model.issuer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where the mesh finds an issuer's public keys. */
public sealed interface KeySource {

    /** Where the issuer says they are, below its own URL. */
    record Discovered() implements KeySource {}

    /** At this URL, which istiod fetches. */
    record At(String uri) implements KeySource {}

    /** Here, as a JSON Web Key Set. */
    record WrittenIn(String jwks) implements KeySource {}

    /** Says so in a {@code jwtRule}. */
    default void writeTo(ObjectNode rule) {
        switch (this) {
            case Discovered() -> { }
            case At(String uri) -> rule.put("jwksUri", uri);
            case WrittenIn(String jwks) -> rule.put("jwks", jwks);
        }
    }
}
