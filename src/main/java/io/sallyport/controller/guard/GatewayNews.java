package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.reconcile.Change;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what is wrong beside the gateway: objects of our gateway set that were put back after somebody else had changed or
 * deleted them, in spite of the guard, each once in a while however often that happens; and settings that miss the cluster.
 */
public final class GatewayNews implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GatewayNews.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final GuardEvents events;
    private final Supplier<List<String>> missed;
    private final Set<ObjectRef> repaired = ConcurrentHashMap.newKeySet();
    private final AtomicReference<List<String>> told = new AtomicReference<>(List.of());
    private final Schedule sender = new Schedule("gateway-news", 1);

    /**
     * @param namespace our own
     * @param instance  the Pod that tells
     * @param missed    settings that name something which is not there; none while another replica leads
     */
    public GatewayNews(
            KubernetesClient client, String namespace, String deployment, String instance, Clock clock, Supplier<List<String>> missed) {
        this.events = new GuardEvents(client, namespace, deployment, instance, clock);
        this.missed = missed;
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
        if (Ownership.isOfGateway(object) && !CallerAccount.isNamed(object)) {
            repaired.add(ObjectRef.of(object));
        }
    }

    private void tell() {
        for (ObjectRef ref : Set.copyOf(repaired)) {
            repaired.remove(ref);
            events.tell(GuardReason.REPAIRED, ref + " was changed or deleted by somebody else, and was put back");
        }
        List<String> now = missed.get();
        List<String> before = told.getAndSet(now);
        now.stream().filter(setting -> !before.contains(setting)).forEach(setting -> {
            LOGGER.atError().log("nothing is exposed, and what there is is left as it is, because of {}", setting);
            events.tell(GuardReason.MISSED, "nothing is exposed, and what there is is left as it is, because of " + setting);
        });
    }
}
