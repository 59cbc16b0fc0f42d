package io.sallyport.core.companion.token;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.caller.Issuer;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;

/**
 * What is asked of every token of an issuer.
 *
 * @param url       as tokens have it in {@code iss}
 * @param audiences a token names one of them; empty if none is asked for
 */
public record IssuerTerms(String url, List<String> audiences) {

    /** @param apiServer the URL of the issuer of ServiceAccounts' tokens */
    public static IssuerTerms of(Issuer issuer, String apiServer, ExposureSettings settings) {
        return switch (issuer) {
            case Issuer.ApiServer() -> new IssuerTerms(apiServer, settings.tokens().audiences());
            case Issuer.Further(TokenIssuer further) -> new IssuerTerms(further.url(), further.audiences());
        };
    }
}
