package io.sallyport.core.companion;

import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.caller.Issuer;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.policy.proof.Lock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What companions need to know of the gateway.
 *
 * @param issuer     whose tokens are good; empty until it has been discovered
 * @param jwks       the issuer's public keys, as JSON; empty until they have been read, or where a jwksUri is set
 * @param lock       whether token-less requests are denied
 * @param keys       true if the gateway verifies tokens of the issuer
 * @param principals mTLS identities of the gateway's Pods, sorted
 * @param secondJwt  true if the cluster-local gateway also wants a token
 * @param podKeys    true if the Pods of exposed models in the mesh are told the issuer's keys
 * @param knative    who hands calls over in Knative mode
 * @param issuers    names of further issuers whose tokens are verified by now, at the gateway and at the models' Pods
 * @param missed     settings that name something which is not there, a sentence each
 */
public record GatewayState(
        Optional<String> issuer,
        String jwks,
        Lock lock,
        boolean keys,
        List<String> principals,
        boolean secondJwt,
        boolean podKeys,
        Hops knative,
        Set<String> issuers,
        List<String> missed) {

    /** The same once the keys are written. */
    public GatewayState withKeys(ExposureSettings settings) {
        Set<String> all = settings.tokens().issuers().stream().map(TokenIssuer::name).collect(Collectors.toSet());
        return new GatewayState(issuer, jwks, lock, true, principals, secondJwt, true, knative, all, missed);
    }

    /** Whether tokens of this issuer open models by now. */
    boolean verifies(Issuer of) {
        return switch (of) {
            case Issuer.ApiServer() -> true;
            case Issuer.Further(TokenIssuer further) -> issuers.contains(further.name());
        };
    }

    public GatewayState {
        principals = List.copyOf(principals);
        issuers = Set.copyOf(issuers);
        missed = List.copyOf(missed);
    }
}
