package io.sallyport.core.guard.policies;

import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import java.util.List;
import java.util.stream.Stream;

/**
 * The policy that keeps the tokens of further issuers away from everything but models. Anybody may get a token of some of them,
 * so that the moment between somebody's edit and its mending is enough to get in: only Sallyport writes it.
 */
final class IssuerConfinement {
    /** What decides whether istiod goes by it, and whether we take it for ours. */
    private static final List<String> DECIDES = List.of(
            "/spec",
            "/metadata/labels/" + Names.MANAGED_BY.replace("/", "~1"),
            "/metadata/labels/istio.io~1rev",
            "/metadata/annotations/istio.io~1dry-run");

    private IssuerConfinement() {}

    /** Nothing for whoever makes one while there is none: as a DENY it opens nothing, and anything else is replaced by ours. */
    static List<Fault> faults(Write write) {
        if (!write.ref().name().equals(GatewayCompanions.ISSUERS) || write.byUs() || write.creates()) {
            return List.of();
        }
        if (write.deletes()) {
            return List.of(new Fault(
                    write.ref().toString(),
                    "keeps tokens of further issuers away from everything but models and may not be deleted",
                    "take the issuers out of Sallyport's chart value settings.tokens.issuers, and it goes by itself"));
        }
        return DECIDES.stream()
                .filter(write::changes)
                .flatMap(field -> Stream.of(new Fault(
                        path(field),
                        "of " + write.ref() + " keeps tokens of further issuers away from everything but models, and only Sallyport writes it",
                        "change Sallyport's chart value settings.tokens.issuers, and it writes what follows from it")))
                .toList();
    }

    private static String path(String pointer) {
        String[] parts = pointer.substring(1).split("/");
        return parts.length < 3
                ? String.join(".", parts)
                : parts[0] + "." + parts[1] + "[" + parts[2].replace("~1", "/") + "]";
    }
}
