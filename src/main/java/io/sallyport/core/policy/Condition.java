package io.sallyport.core.policy;

import io.sallyport.core.policy.space.Attribute;
import java.util.List;
import java.util.Set;

/**
 * One thing that a rule asks of a request. Values that Istio ignores are not here any more, so no list is empty.
 */
public sealed interface Condition {

    /** True if it holds where none of its values match. */
    boolean negated();

    /** The field of a rule that asks for it, as people know it: {@code to.operation.notPaths}. */
    default String field() {
        return switch (this) {
            case Text(Attribute.Path(), var not, _) -> operation("paths", not);
            case Text(Attribute.Host(), var not, _) -> operation("hosts", not);
            case Text(Attribute.Method(), var not, _) -> operation("methods", not);
            case Text(Attribute.Header(String name), _, _) -> "when[request.headers[" + name + "]]";
            case Text(Attribute.FullPath(), _, _) -> "when[request.headers[:path]]";
            case Text(var _, _, _) -> "when[request.headers[:scheme]]";
            case Port(var not, _) -> operation("ports", not);
            case Token token when token.claim().equals(ClauseReader.PRINCIPAL) ->
                "from.source." + (token.negated() ? "notRequestPrincipals" : "requestPrincipals");
            case Token(var claim, _, _) -> "when[request.auth.claims[" + String.join("][", claim) + "]]";
            case Opaque(String key, _, _) -> key;
        };
    }

    private static String operation(String field, boolean negated) {
        return "to.operation." + (negated ? "not" + Character.toUpperCase(field.charAt(0)) + field.substring(1) : field);
    }

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
