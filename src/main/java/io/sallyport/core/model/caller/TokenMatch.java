package io.sallyport.core.model.caller;

import io.sallyport.core.model.issuer.Claim;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a caller's token says: the one source of what a route matches and of what a Pod asks for.
 *
 * @param claims all of which have these values, in this order
 * @param absent none of which the token has
 */
public record TokenMatch(Issuer issuer, Map<Claim, ClaimValue> claims, List<Claim> absent) {
    public TokenMatch {
        claims = new LinkedHashMap<>(claims);
        absent = List.copyOf(absent);
    }

    static TokenMatch of(Issuer issuer, Claim claim, ClaimValue value) {
        return new TokenMatch(issuer, Map.of(claim, value), List.of());
    }

    /** The same, and this claim has this value. */
    TokenMatch and(Claim claim, ClaimValue value) {
        Map<Claim, ClaimValue> more = new LinkedHashMap<>(claims);
        more.put(claim, value);
        return new TokenMatch(issuer, more, absent);
    }

    /** The same in as many as it takes for each to be a match that a route may have. */
    List<TokenMatch> parts() {
        for (Map.Entry<Claim, ClaimValue> claim : claims.entrySet()) {
            if (claim.getValue() instanceof ClaimValue.OneOf one && one.parts().size() > 1) {
                return one.parts().stream().map(part -> and(claim.getKey(), part)).flatMap(match -> match.parts().stream()).toList();
            }
        }
        return List.of(this);
    }

    /** The same, and these claims are not there. */
    TokenMatch without(List<Claim> claims) {
        return new TokenMatch(issuer, this.claims, claims);
    }
}
