package io.sallyport.core.model.caller;

/** Whose tokens a caller has. */
public sealed interface Issuer {

    /** The API server, which issues the tokens of ServiceAccounts. Its URL is the cluster's to say. */
    record ApiServer() implements Issuer {}
}
