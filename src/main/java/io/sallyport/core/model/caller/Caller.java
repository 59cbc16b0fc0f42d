package io.sallyport.core.model.caller;

import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;
import java.util.Optional;

/** Who may call: tokens of an issuer in which a claim has a value. */
public sealed interface Caller {

    /** Whose tokens. */
    Issuer issuer();

    /**
     * What these tokens say; empty if there can be none at the time.
     *
     * @param identities that there are now
     */
    Optional<TokenMatch> tokens(Identities identities);

    /** Why there are none at the time, completing "not yet for X: …"; empty if there are, or if nothing is known. */
    default Optional<String> absent(Identities identities) {
        return tokens(identities).isEmpty() ? Optional.of("there is no such ServiceAccount") : Optional.empty();
    }

    /** For people, and as it is written in the annotation where that is a name. */
    String described();

    /** ServiceAccounts of the cluster, by the subject that the API server writes (serviceaccount.MakeUsername). */
    sealed interface ServiceAccounts extends Caller {
        String ALL = "system:serviceaccount:";

        @Override
        default Issuer issuer() {
            return new Issuer.ApiServer();
        }

        /** By the name alone, whoever bore it when the token was made. */
        default TokenMatch named(ClaimValue subject) {
            return TokenMatch.of(issuer(), Claim.SUBJECT, subject);
        }

        /** By the name, and of these accounts that bear it now; empty if there are none. */
        default Optional<TokenMatch> pinned(ClaimValue subject, List<Identities.Existing> existing) {
            return existing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(named(subject).and(
                            Claim.ACCOUNT_UID,
                            new ClaimValue.OneOf(existing.stream().map(Identities.Existing::uid).sorted().toList())));
        }
    }

    /** Every ServiceAccount of the cluster; written {@code *}. */
    record Anyone() implements ServiceAccounts {
        @Override
        public Optional<TokenMatch> tokens(Identities identities) {
            return Optional.of(named(new ClaimValue.Beginning(ALL)));
        }

        @Override
        public String described() {
            return "every ServiceAccount";
        }
    }

    /** Every ServiceAccount of a namespace; written {@code team-b/*}. */
    record Namespace(String name) implements ServiceAccounts {
        /** More than these would make the route long; they are told by their names alone. */
        private static final int MOST_PINNED = 50;

        @Override
        public Optional<TokenMatch> tokens(Identities identities) {
            var subject = new ClaimValue.Beginning(ALL + name + ":");
            return identities.accounts(name)
                    .filter(existing -> existing.size() <= MOST_PINNED)
                    .map(existing -> pinned(subject, existing))
                    .orElseGet(() -> Optional.of(named(subject)));
        }

        @Override
        public String described() {
            return name + "/*";
        }
    }

    /** One ServiceAccount; written {@code team-c/scorer}. */
    record Account(String namespace, String name) implements ServiceAccounts {
        @Override
        public Optional<TokenMatch> tokens(Identities identities) {
            var subject = new ClaimValue.Exactly(ALL + namespace + ":" + name);
            return identities.accounts(namespace)
                    .map(existing -> existing.stream().filter(account -> account.name().equals(name)).toList())
                    .map(existing -> pinned(subject, existing))
                    .orElseGet(() -> Optional.of(named(subject)));
        }

        @Override
        public String described() {
            return namespace + "/" + name;
        }
    }

    /**
     * The people whom the model's namespace belongs to, by the address in their tokens; written {@code members}, which also means
     * the namespace's ServiceAccounts.
     *
     * @param of whose addresses are known, and verified
     */
    record People(String namespace, TokenIssuer of) implements Caller {
        /** More are rather a slip than people of one namespace. */
        private static final int MOST = 200;
        /** As many of the route's matches as they may take at most, so that its length can be told beforehand. */
        public static final int MOST_MATCHES = 10;

        @Override
        public Issuer issuer() {
            return new Issuer.Further(of);
        }

        @Override
        public Optional<TokenMatch> tokens(Identities identities) {
            return identities.people(namespace)
                    .filter(people -> !people.isEmpty() && people.size() <= MOST)
                    .map(ClaimValue.OneOf::new)
                    .filter(people -> people.parts().size() <= MOST_MATCHES)
                    .map(people -> TokenMatch.of(issuer(), of.claims().get(CallerKind.EMAIL), people));
        }

        @Override
        public Optional<String> absent(Identities identities) {
            return identities.people(namespace)
                    .filter(_ -> tokens(identities).isEmpty())
                    .map(people -> people.isEmpty()
                            ? "the namespace has no owner and no contributor who is known by an address"
                            : "the namespace has " + people.size() + " people, more than a route lists");
        }

        @Override
        public String described() {
            return "members";
        }
    }

    /**
     * Of a further issuer; written {@code idp:email/alice@example.com}.
     *
     * @param kind one that the issuer has a claim for
     * @param text the claim's value
     */
    record Claimed(TokenIssuer of, CallerKind kind, String text) implements Caller {
        @Override
        public Issuer issuer() {
            return new Issuer.Further(of);
        }

        @Override
        public Optional<TokenMatch> tokens(Identities identities) {
            Claim claim = of.claims().get(kind);
            TokenMatch match = TokenMatch.of(issuer(), claim, new ClaimValue.Exactly(text));
            // A person's token names the program that it was made for as well.
            return Optional.of(kind == CallerKind.CLIENT
                    ? match.without(of.persons().stream().filter(person -> !person.equals(claim)).toList())
                    : match);
        }

        @Override
        public String described() {
            return of.name() + ":" + kind.text() + "/" + text.replace("\\", "\\\\").replace(",", "\\,");
        }
    }
}
