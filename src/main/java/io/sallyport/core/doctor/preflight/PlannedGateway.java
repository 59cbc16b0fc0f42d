package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.GatewayReconciliation;
import io.sallyport.core.reconcile.HeldRoutes;
import io.sallyport.core.reconcile.LimitReconciliation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the controller would write beside the gateway: its own reconciliation, as often as there is something left to do, since
 * a later write, such as the exemption, waits for what an earlier one locks.
 *
 * @param writes in the order in which they are begun
 * @param after  the cluster once they are done
 */
public record PlannedGateway(List<PlannedWrite> writes, Surroundings after) {
    private static final String KEYS = "(read from the API server)";
    private static final int MOST_ROUNDS = 8;

    /** @param now when the writes are done */
    public static PlannedGateway of(Surroundings before, ExposureSettings settings, Instant now) {
        Surroundings after = before;
        List<ObjectRef> written = new ArrayList<>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Change> changes = changes(after, settings, now);
            if (changes.isEmpty()) {
                break;
            }
            for (Change change : changes) {
                if (written.stream().noneMatch(change.ref()::sameObject)) {
                    written.add(change.ref());
                }
                after = new Surroundings(applied(change, after.objects()), after.issuer(), after.manifests());
            }
        }
        ClusterObjects end = after.objects();
        List<PlannedWrite> writes = written.stream()
                .map(ref -> new PlannedWrite(ref, found(ref, before.objects()), found(ref, end)))
                .filter(write -> !write.before().equals(write.after()))
                .toList();
        return new PlannedGateway(writes, after);
    }

    private static List<Change> changes(Surroundings surroundings, ExposureSettings settings, Instant now) {
        ClusterObjects objects = surroundings.objects();
        ClusterSnapshot snapshot = ClusterSnapshot.of(surroundings, settings, now);
        var gateway = ObservedGateway.of(objects, settings, snapshot.root(), surroundings.issuer(), KEYS);
        List<JsonNode> held = HeldRoutes.among(objects.of(GroupKind.VIRTUAL_SERVICE));
        List<Change> changes = new ArrayList<>(GatewayReconciliation.changes(gateway, snapshot.exempted(), held, settings));
        List<JsonNode> filters = objects.in(settings.gateway().namespace(), GroupKind.ENVOY_FILTER);
        changes.addAll(LimitReconciliation.changes(Limited.all(objects, settings), filters, settings));
        return changes;
    }

    private static Optional<JsonNode> found(ObjectRef ref, ClusterObjects objects) {
        return objects.find(GroupKind.of(ref), ref.namespace(), ref.name());
    }

    private static ClusterObjects applied(Change change, ClusterObjects objects) {
        return switch (change) {
            case Change.Apply(JsonNode object) -> objects.with(found(change.ref(), objects)
                    .map(former -> merged(former, object))
                    .orElse(object));
            case Change.Replace(JsonNode object, String _) -> objects.with(object);
            case Change.Delete(ObjectRef ref, String _) -> objects.without(ref);
        };
    }

    /** Server-side apply, as far as it goes here: fields of others stay, and lists are whole. */
    private static JsonNode merged(JsonNode former, JsonNode stated) {
        if (!former.isObject() || !stated.isObject()) {
            return stated;
        }
        ObjectNode merged = former.deepCopy();
        Json.keys(stated).forEach(key -> merged.set(key, merged.has(key) ? merged(merged.get(key), stated.get(key)) : stated.get(key)));
        return merged;
    }
}
