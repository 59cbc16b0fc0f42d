package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.proof.Exemption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is to be done in the gateway's namespace. */
public final class GatewayReconciliation {
    private GatewayReconciliation() {}

    /**
     * The writes, in order: the guard first, then the other locks and the keys, then the exemption, which is only wanted
     * while the lock holds.
     *
     * @param held     routes of models that are to go, and are still there
     * @param exempted the paths to keep away from the sign-in page, from {@link ExemptedPaths}
     */
    public static List<Change> changes(ObservedGateway gateway, List<String> exempted, List<JsonNode> held, ExposureSettings settings) {
        List<JsonNode> desired = new ArrayList<>(new GatewayCompanions(settings).desired(
                gateway.effectiveIssuer(settings),
                gateway.jwks(),
                gateway.foreignRule(settings).isPresent(),
                gateway.furtherIssuers(settings),
                gateway.rootNamespace()));
        desired.addAll(new HeldRoutes(settings).answers(held));
        List<JsonNode> observed = Stream.of(gateway.policies(), gateway.authentications(), gateway.routes())
                .flatMap(List::stream)
                .filter(Ownership::isOfGateway)
                .toList();
        List<Change> changes = new ArrayList<>(Changes.between(desired, observed));
        if (!gateway.missed().isEmpty()) {
            // What locks the gateway's Pods now would lock others, or none, by settings that miss the cluster.
            changes.removeIf(change -> observed.stream().anyMatch(object -> ObjectRef.of(object).sameObject(change.ref())));
        }
        if (settings.guard().keepsModelsClosed()) {
            // An installation that only looks on adds nothing but what closes; what is there from before stays as it has to be.
            changes.removeIf(change -> !HeldRoutes.isAnswer(change.ref()) && observed.stream().noneMatch(object -> ObjectRef.of(object).sameObject(change.ref())));
        }
        if (!keysKnown(gateway, settings)) {
            // What we cannot work out yet must not be taken for unwanted.
            changes.removeIf(Change.Delete.class::isInstance);
        }
        gateway.policies().stream()
                .filter(policy -> name(policy).equals(settings.policies().oauth2Proxy()))
                .forEach(policy -> exempting(policy, exempted, changes));
        return changes;
    }

    private static boolean keysKnown(ObservedGateway gateway, ExposureSettings settings) {
        return gateway.effectiveIssuer(settings).isPresent()
                && (!gateway.jwks().isEmpty() || settings.tokens().jwksUri().isPresent());
    }

    private static void exempting(JsonNode policy, List<String> exempted, List<Change> changes) {
        JsonNode wanted = Exemption.applied(policy, exempted);
        if (!wanted.equals(policy)) {
            ObjectNode object = wanted.deepCopy();
            object.withObject("/metadata").remove("managedFields");
            changes.add(new Change.Replace(object, policy.at("/metadata/resourceVersion").asText()));
        }
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
