package io.sallyport.core.policy;

import io.sallyport.core.policy.space.Attribute;
import java.util.List;
import java.util.Set;

/**
 * One thing that a rule asks of a request. Values that Istio ignores are not here any more, so no list is empty.
 */
public sealed interface Condition {

    /** @param negated true if none of the patterns may match */
    record Text(Attribute attribute, boolean negated, TextPatterns patterns) implements Condition {}

    /** @param negated true if the listener's port may be none of these */
    record Port(boolean negated, Set<Integer> ports) implements Condition {
        public Port {
            ports = Set.copyOf(ports);
        }
    }

    /**
     * Of the token that the gateway has verified.
     *
     * @param claim   path of the claim, such as {@code [aud]}; {@code iss/sub} is told by {@link ClauseReader#PRINCIPAL}
     * @param negated true if none of the values may match
     */
    record Token(List<String> claim, boolean negated, List<String> values) implements Condition {
        public Token {
            claim = List.copyOf(claim);
            values = List.copyOf(values);
        }
    }

    /**
     * Of the connection, such as an address or the peer's identity: nothing that we can know beforehand.
     *
     * @param negated true if none of the values may match
     */
    record Opaque(String key, boolean negated, List<String> values) implements Condition {
        public Opaque {
            values = values.stream().sorted().distinct().toList();
        }

        Attribute.Condition attribute() {
            return new Attribute.Condition(key + " in " + values);
        }
    }
}
