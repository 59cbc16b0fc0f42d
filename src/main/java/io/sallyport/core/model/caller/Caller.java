package io.sallyport.core.model.caller;

/** Who may call: tokens of an issuer in which a claim has a value. */
public sealed interface Caller {

    /** Whose tokens. */
    Issuer issuer();

    /** What is looked at in them. */
    Claim claim();

    /** What it has to be. */
    ClaimValue value();

    /** For people. */
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
}
