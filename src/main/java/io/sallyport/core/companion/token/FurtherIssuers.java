package io.sallyport.core.companion.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.issuer.TokenIssuer;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the gateway knows of the issuers that the settings name.
 *
 * @param known    in the order of the settings
 * @param leftOver URLs of issuers whose keys we have told the gateway, and which the settings do not name any more
 */
public record FurtherIssuers(List<Known> known, List<String> leftOver) {

    /** One of them. */
    public record Known(TokenIssuer issuer, Standing standing) {}

    /** What the gateway knows of an issuer. */
    public enum Standing {
        /** Its tokens would be good for everything, so that the gateway may not learn its keys yet. */
        UNCONFINED,
        /** Its tokens are good for models alone. */
        CONFINED,
        /** Others made the gateway trust it before us, for what they say. */
        TRUSTED,
        /** It is the API server: its tokens are those of ServiceAccounts, who are named as such. */
        API_SERVER
    }

    public FurtherIssuers {
        known = List.copyOf(known);
        leftOver = List.copyOf(leftOver);
    }

    /** While everything is as it is desired. */
    public static FurtherIssuers confined(ExposureSettings settings) {
        return new FurtherIssuers(
                settings.tokens().issuers().stream().map(issuer -> new Known(issuer, Standing.CONFINED)).toList(), List.of());
    }

    /** The rules of the policy that keeps their tokens away from everything else; none if none is needed. */
    public List<ObjectNode> rules(ExposureSettings settings) {
        var confinement = new Confinement(settings);
        return Stream.concat(
                        known.stream().flatMap(each -> switch (each.standing) {
                            case UNCONFINED, CONFINED -> confinement.confining(each.issuer).stream();
                            case TRUSTED -> confinement.asking(each.issuer).stream();
                            case API_SERVER -> Stream.<ObjectNode>empty();
                        }),
                        leftOver.stream().flatMap(url -> confinement.shutting(url).stream()))
                .toList();
    }

    /** Those that the gateway is to be told of. */
    public List<VerifiedIssuer> forGateway(ExposureSettings settings) {
        return verified(settings, Standing.CONFINED);
    }

    /** Those that the Pods of exposed models are to be told of; these ask for the callers' claims besides. */
    public List<VerifiedIssuer> forPods(ExposureSettings settings) {
        return verified(settings, Standing.CONFINED, Standing.TRUSTED);
    }

    private List<VerifiedIssuer> verified(ExposureSettings settings, Standing... standings) {
        return known.stream()
                .filter(each -> List.of(standings).contains(each.standing))
                .map(each -> VerifiedIssuer.of(each.issuer, settings))
                .toList();
    }
}
