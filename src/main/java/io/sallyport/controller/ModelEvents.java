package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.model.Names;
import io.sallyport.core.reconcile.ExposureStatus;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
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
    private static final int LONGEST_MESSAGE = 1024;
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

    private final EventWriter writer;
    private final String instance;
    private final Clock clock;
    private final Map<Key.Model, Said> said = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("events").factory(), new ThreadPoolExecutor.DiscardOldestPolicy());

    private record Said(String uid, ExposureStatus status) {}

    /** @param instance the Pod that tells */
    ModelEvents(KubernetesClient client, String instance, Clock clock) {
        this.writer = new EventWriter(client);
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public void stands(InferenceService service, ExposureStatus status, boolean changed) {
        Said now = new Said(service.uid(), status);
        Said before = said.put(new Key.Model(service.namespace(), service.name()), now);
        // A replica that begins to lead and finds a model exposed was not the one to do it.
        boolean told = before == null && !changed && status.kind() == ExposureStatus.Kind.EXPOSED;
        if (!now.equals(before) && !told) {
            sender.execute(() -> writer.write(event(service, status)));
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

    private Event event(InferenceService service, ExposureStatus status) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = status.message().length() <= LONGEST_MESSAGE
                ? status.message()
                : status.message().substring(0, LONGEST_MESSAGE - 1) + "…";
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(service.namespace())
                .withName(name(service, status))
                .addToLabels(Names.MANAGED_BY, Names.SALLYPORT)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(Names.KSERVE_API)
                .withKind("InferenceService")
                .withNamespace(service.namespace())
                .withName(service.name())
                .withUid(service.uid())
                .endInvolvedObject()
                .withType(status.kind().type())
                .withReason(status.kind().reason())
                .withMessage(message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(Names.SALLYPORT)
                .withReportingInstance(instance)
                .withNewSource()
                .withComponent(Names.SALLYPORT)
                .endSource()
                .build();
    }

    /** The same for the same news, so that another replica counts up instead of repeating. */
    private static String name(InferenceService service, ExposureStatus status) {
        byte[] news = (service.uid() + status.kind() + status.message()).getBytes(StandardCharsets.UTF_8);
        return service.name() + "." + UUID.nameUUIDFromBytes(news);
    }
}
