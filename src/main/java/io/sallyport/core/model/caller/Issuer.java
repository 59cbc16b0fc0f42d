package io.sallyport.core.model.caller;

import io.sallyport.core.model.issuer.TokenIssuer;

/** Whose tokens a caller has. */
public sealed interface Issuer {

    /** The API server, which issues the tokens of ServiceAccounts. Its URL is the cluster's to say. */
    record ApiServer() implements Issuer {}

    /** One that the settings name. */
    record Further(TokenIssuer issuer) implements Issuer {}
}
