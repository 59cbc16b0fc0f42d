package io.sallyport.core.model.caller;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ExposureSettings.Allowance;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom the models of a namespace may name as callers.
 *
 * @param namespace whose ServiceAccounts always may be named
 * @param issuers   besides the API server
 * @param people    the one of them that knows the addresses of a namespace's people, if one does
 * @param allowed   the words of {@code callers.allow} that hold here; empty if nothing is limited
 */
public record CallerRules(
        String namespace, List<TokenIssuer> issuers, Optional<TokenIssuer> people, Optional<Set<String>> allowed) {
    public CallerRules {
        issuers = List.copyOf(issuers);
    }

    /** As the settings have them. */
    public static CallerRules of(String namespace, ExposureSettings settings) {
        List<Allowance> allow = settings.callers().allow();
        Set<String> words = new LinkedHashSet<>();
        allow.stream().filter(allowance -> allowance.of(namespace)).forEach(allowance -> words.addAll(allowance.callers()));
        return new CallerRules(
                namespace,
                settings.tokens().issuers(),
                settings.tokens().issuers().stream()
                        .filter(issuer -> settings.callers().people().equals(Optional.of(issuer.name())))
                        .findFirst(),
                allow.isEmpty() ? Optional.empty() : Optional.of(words));
    }

    /** True if the admin lets models of this namespace have this caller. */
    boolean allow(Caller caller) {
        return allowed.map(words -> switch (caller) {
            case Caller.Anyone() -> words.contains(Allowance.ANYONE);
            case Caller.Namespace(String name) -> name.equals(namespace) || words.contains(Allowance.ACCOUNTS);
            case Caller.Account(String of, String _) -> of.equals(namespace) || words.contains(Allowance.ACCOUNTS);
            case Caller.People _ -> words.contains(Allowance.MEMBERS);
            case Caller.Claimed claimed -> words.contains(claimed.of().name());
        }).orElse(true);
    }

    /** What may be written here, for people; all forms if nothing is limited. */
    String forms() {
        List<String> forms = new ArrayList<>();
        forms.add("\"" + namespace + "/*\" or one of its ServiceAccounts");
        if (may(Allowance.ACCOUNTS)) {
            forms.add("\"namespace/*\", \"namespace/account\"");
        }
        if (may(Allowance.ANYONE)) {
            forms.add("\"*\"");
        }
        if (people.isPresent() && may(Allowance.MEMBERS)) {
            forms.add("\"members\"");
        }
        String others = ClaimedText.forms(issuers.stream().filter(issuer -> may(issuer.name())).toList());
        if (!others.isEmpty()) {
            forms.add(others);
        }
        return String.join(", ", forms);
    }

    private boolean may(String word) {
        return allowed.map(words -> words.contains(word)).orElse(true);
    }
}
