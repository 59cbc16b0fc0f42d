package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells which objects of our gateway set were put back after somebody else had changed or deleted them, in spite of the
 * guard. However often that happens, each is told of once in a while.
 */
public final class GatewayRepairs implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final GuardEvents events;
    private final Set<ObjectRef> pending = ConcurrentHashMap.newKeySet();
    private final Schedule sender = new Schedule("gateway-repairs", 1);

    /**
     * @param namespace our own
     * @param instance  the Pod that tells
     */
    public GatewayRepairs(KubernetesClient client, String namespace, String deployment, String instance, Clock clock) {
        this.events = new GuardEvents(client, namespace, deployment, instance, clock);
        sender.every(PAUSE, this::tell);
    }

    /** Returns at once. */
    public void repaired(Change change) {
        switch (change) {
            case Change.Apply(JsonNode object) -> add(object);
            case Change.Replace(JsonNode object, String _) -> add(object);
            case Change.Delete _ -> {
                // What goes was put by somebody else, and nothing is put back.
            }
        }
    }

    @Override
    public void close() {
        sender.close();
    }

    private void add(JsonNode object) {
        if (Ownership.isOfGateway(object)) {
            pending.add(ObjectRef.of(object));
        }
    }

    private void tell() {
        for (ObjectRef ref : Set.copyOf(pending)) {
            pending.remove(ref);
            events.tell(GuardReason.REPAIRED, ref + " was changed or deleted by somebody else, and was put back");
        }
    }
}
