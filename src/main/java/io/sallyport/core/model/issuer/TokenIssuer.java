package io.sallyport.core.model.issuer;

import java.util.List;
import java.util.Map;

/**
 * An issuer besides the API server whose tokens open models, and nothing else.
 *
 * @param name      that its callers are written with
 * @param url       as its tokens have it in {@code iss}
 * @param audiences a token must name one of them; never empty, since such an issuer makes tokens for others too
 * @param claims    what callers may be named by; at least one
 * @param persons   claims of which every token has one, as a text or a list of texts, of a person
 */
public record TokenIssuer(
        String name, String url, KeySource keys, List<String> audiences, Map<CallerKind, Claim> claims, List<Claim> persons) {

    /**
     * What OpenID providers put into tokens of people alone: profile and sign-in (OpenID Connect Core 1.0, 2 and 5.1), and
     * what Keycloak (sid, session_state), Entra (scp) and Okta (uid) tell a person's token by.
     */
    public static final List<Claim> USUAL_PERSONS = List.of(
                    "email", "name", "given_name", "family_name", "nonce", "amr", "sid", "session_state", "scp", "uid").stream()
            .map(Claim::of)
            .toList();

    public TokenIssuer {
        audiences = List.copyOf(audiences);
        claims = Map.copyOf(claims);
        persons = List.copyOf(persons);
    }
}
