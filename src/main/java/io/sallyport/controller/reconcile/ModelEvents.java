package io.sallyport.controller.reconcile;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.controller.cluster.EventWriter;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.reconcile.ExposureStatus;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what happened to a model, as Events on it. What was said last is not said again; an Event that the API
 * server still has from before is counted up. Telling is done by the side, and last: routes come first, nothing waits for
 * it, and it may fail.
 */
public final class ModelEvents implements Reconciler.Listener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ModelEvents.class);
    private static final int MOST_WAITING = 2000;
    private static final Duration LONGEST_HELD = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(2);

    private final EventWriter writer;
    private final Map<Key.Model, News> said = new ConcurrentHashMap<>();
    private final PendingNews<Subject, News> pending = new PendingNews<>(MOST_WAITING, LONGEST_HELD, System::nanoTime);
    private final Schedule sender = new Schedule("events", 1);

    private record Subject(Key.Model model, ExposureStatus.Kind kind) {}

    private record News(ObjectRef model, String uid, ExposureStatus status) {}

    /**
     * @param instance the Pod that tells
     * @param busy     true while models wait to be looked at
     */
    public ModelEvents(KubernetesClient client, String instance, Clock clock, BooleanSupplier busy) {
        this.writer = new EventWriter(client, instance, clock);
        sender.every(PAUSE, () -> tell(busy));
    }

    @Override
    public void observed(Model service, ExposureStatus status, boolean changed) {
        var model = new Key.Model(service.namespace(), service.name());
        News now = new News(service.ref(), service.uid(), status);
        News before = said.put(model, now);
        // A replica that begins to lead and finds a model exposed was not the one to do it.
        boolean told = before == null && !changed && status.kind() == ExposureStatus.Kind.EXPOSED;
        if (!now.equals(before) && !told) {
            // One that waited for a moment only is told to be open, and no more.
            pending.forget(new Subject(model, ExposureStatus.Kind.WAITING));
            pending.put(new Subject(model, status.kind()), now);
        }
    }

    @Override
    public void left(Model service) {
        News before = said.get(new Key.Model(service.namespace(), service.name()));
        if (before != null && before.status().kind() == ExposureStatus.Kind.HELD) {
            observed(service, new ExposureStatus(ExposureStatus.Kind.CLOSED, "closed: what held it up is gone"), true);
        }
    }

    @Override
    public void gone(Key.Model key) {
        said.remove(key);
    }

    @Override
    public void close() {
        if (!sender.closeAfter(() -> tell(() -> false), LONGEST_FAREWELL)) {
            LOGGER.atWarn().log("the last Event could not be told, and {} more", pending.size());
        }
    }

    /** Whatever is pending, while there is no other work. */
    private void tell(BooleanSupplier otherWork) {
        for (Optional<News> next = pending.next(otherWork.getAsBoolean());
                next.isPresent();
                next = pending.next(otherWork.getAsBoolean())) {
            tell(next.get());
        }
    }

    private void tell(News news) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion(news.model().apiVersion())
                .withKind(news.model().kind())
                .withNamespace(news.model().namespace())
                .withName(news.model().name())
                .withUid(news.uid())
                .build();
        ExposureStatus status = news.status();
        writer.write(about, status.kind().type(), status.kind().reason(), status.message());
    }
}
