package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.model.Names;
import io.sallyport.core.reconcile.ExposureStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happened to a model, as Events on it. What was said last is not said again; an Event that the API
 * server still has from before is counted up. Telling is done by the side: it holds nothing up, and may fail.
 */
final class ModelEvents implements Reconciler.Listener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEvents.class);
    private static final int MOST_WAITING = 2000;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

    private final EventWriter writer;
    private final Map<Key.Model, Said> said = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("events").factory(), new ThreadPoolExecutor.DiscardOldestPolicy());

    private record Said(String uid, ExposureStatus status) {}

    /** @param instance the Pod that tells */
    ModelEvents(KubernetesClient client, String instance, Clock clock) {
        this.writer = new EventWriter(client, instance, clock);
    }

    @Override
    public void stands(InferenceService service, ExposureStatus status, boolean changed) {
        Said now = new Said(service.uid(), status);
        Said before = said.put(new Key.Model(service.namespace(), service.name()), now);
        // A replica that begins to lead and finds a model exposed was not the one to do it.
        boolean told = before == null && !changed && status.kind() == ExposureStatus.Kind.EXPOSED;
        if (!now.equals(before) && !told) {
            sender.execute(() -> tell(service, status));
        }
    }

    @Override
    public void gone(Key.Model key) {
        said.remove(key);
    }

    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.atWarn().log("{} Events are left untold", sender.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            sender.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void tell(InferenceService service, ExposureStatus status) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion(Names.KSERVE_API)
                .withKind("InferenceService")
                .withNamespace(service.namespace())
                .withName(service.name())
                .withUid(service.uid())
                .build();
        writer.write(about, status.kind().type(), status.kind().reason(), status.message());
    }
}
