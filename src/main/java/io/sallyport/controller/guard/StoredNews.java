package io.sallyport.controller.guard;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.controller.cluster.EventWriter;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of stored objects that the guard would refuse: as an Event on the object, for who wrote it, and one on our Deployment,
 * for who runs Sallyport. Of very many at once, the first are told and the others counted.
 */
public final class StoredNews implements Consumer<StoredObjects.Refused>, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(StoredNews.class);
    private static final int MOST_WAITING = 100;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventWriter writer;
    private final GuardEvents events;
    private final BlockingQueue<StoredObjects.Refused> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger untold = new AtomicInteger();
    private final Schedule sender = new Schedule("stored-news", 1);

    /**
     * @param namespace our own
     * @param instance  the Pod that tells
     */
    public StoredNews(KubernetesClient client, String namespace, String deployment, String instance, Clock clock) {
        this.writer = new EventWriter(client, instance, clock);
        this.events = new GuardEvents(client, namespace, deployment, instance, clock);
        sender.every(PAUSE, this::tell);
    }

    /** Returns at once. */
    @Override
    public void accept(StoredObjects.Refused refused) {
        if (!waiting.offer(refused)) {
            untold.incrementAndGet();
        }
    }

    @Override
    public void close() {
        sender.close();
    }

    private void tell() {
        for (Optional<StoredObjects.Refused> next = next(); next.isPresent(); next = next()) {
            tell(next.get());
        }
        int more = untold.getAndSet(0);
        if (more > 0) {
            events.tell(GuardReason.WOULD_REFUSE, "and " + more + " more stored objects: `sallyport doctor` lists them");
        }
    }

    private Optional<StoredObjects.Refused> next() {
        return Optional.ofNullable(waiting.poll());
    }

    private void tell(StoredObjects.Refused refused) {
        String why = new AdmissionDecision.Denied(refused.faults()).message();
        LOGGER.atWarn().addKeyValue("object", refused.ref()).log("stored, and the guard would refuse it if it was written now; an Event on it says why");
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion(refused.ref().apiVersion())
                .withKind(refused.ref().kind())
                .withNamespace(refused.ref().namespace())
                .withName(refused.ref().name())
                .withUid(refused.uid())
                .build();
        GuardReason reason = GuardReason.WOULD_REFUSE;
        writer.write(about, reason.type(), reason.text(), "Sallyport would refuse this if it was written now: " + why);
        events.tell(reason, refused.ref() + " is stored, and would be refused if it was written now: " + why);
    }
}
