package io.sallyport.core.model.caller;

import java.util.List;

/**
 * Who may call a model, in the order they were written and without repetition.
 *
 * @param allowed at least one
 */
public record Callers(List<Caller> allowed) {

    public Callers {
        allowed = List.copyOf(allowed);
    }

    /** The default: the model's own namespace. */
    public static Callers ofNamespace(String namespace) {
        return new Callers(List.of(new Caller.Namespace(namespace)));
    }

    /** What tokens of theirs say; none if there can be no such token at the time. */
    public List<TokenMatch> tokens(Identities identities) {
        return allowed.stream().flatMap(caller -> caller.tokens(identities).stream()).flatMap(match -> match.parts().stream()).toList();
    }

    /** For people: {@code every ServiceAccount}, or a list such as {@code team-b/*, team-c/scorer}. */
    public String described() {
        return String.join(", ", allowed.stream().map(Caller::described).toList());
    }
}
