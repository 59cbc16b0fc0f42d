package io.sallyport.core.model.caller;

import io.sallyport.core.model.issuer.CallerKind;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;

/** Who may call: tokens of an issuer in which a claim has a value. */
public sealed interface Caller {

    /** Whose tokens. */
    Issuer issuer();

    /** What is looked at in them. */
    Claim claim();

    /** What it has to be. */
    ClaimValue value();

    /** Claims that the token must not have. */
    default List<Claim> absent() {
        return List.of();
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

        @Override
        default Claim claim() {
            return Claim.SUBJECT;
        }
    }

    /** Every ServiceAccount of the cluster; written {@code *}. */
    record Anyone() implements ServiceAccounts {
        @Override
        public ClaimValue value() {
            return new ClaimValue.Beginning(ALL);
        }

        @Override
        public String described() {
            return "every ServiceAccount";
        }
    }

    /** Every ServiceAccount of a namespace; written {@code team-b/*}. */
    record Namespace(String name) implements ServiceAccounts {
        @Override
        public ClaimValue value() {
            return new ClaimValue.Beginning(ALL + name + ":");
        }

        @Override
        public String described() {
            return name + "/*";
        }
    }

    /** One ServiceAccount; written {@code team-c/scorer}. */
    record Account(String namespace, String name) implements ServiceAccounts {
        @Override
        public ClaimValue value() {
            return new ClaimValue.Exactly(ALL + namespace + ":" + name);
        }

        @Override
        public String described() {
            return namespace + "/" + name;
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
        public Claim claim() {
            return of.claims().get(kind);
        }

        @Override
        public ClaimValue value() {
            return new ClaimValue.Exactly(text);
        }

        /** A person's token names the program that it was made for as well. */
        @Override
        public List<Claim> absent() {
            return kind == CallerKind.CLIENT
                    ? of.persons().stream().filter(person -> !person.equals(claim())).toList()
                    : List.of();
        }

        @Override
        public String described() {
            return of.name() + ":" + kind.text() + "/" + text.replace("\\", "\\\\").replace(",", "\\,");
        }
    }
}
