package io.sallyport.controller.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.controller.cluster.ServedVersions;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One kind of objects, followed for as long as we run. The informer inside is replaced whenever it gives up, when its
 * kind vanishes or changes its version, and when it has been silent for too long; what it knew stays, so that the next
 * one reports the difference.
 */
final class ObjectCache implements AutoCloseable {

    /** Which objects of the kind are followed. */
    interface Scope {
        Informable<GenericKubernetesResource> of(
                MixedOperation<
                                GenericKubernetesResource,
                                GenericKubernetesResourceList,
                                Resource<GenericKubernetesResource>>
                        all);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(ObjectCache.class);
    private static final int NOT_FOUND = 404;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** For a kind that many clusters never have: asking for it all the time would only make noise. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final ResourceKind kind;
    private final Scope scope;
    private final KeptFields kept;
    private final Consumer<ObjectEvent> listener;
    private final Schedule schedule;
    private final ControllerMetrics metrics;
    private final TreeStore store = new TreeStore(this::reduced);
    private final WatchGuard guard;

    private volatile Optional<SharedIndexInformer<GenericKubernetesResource>> informer = Optional.empty();
    private volatile Optional<String> version = Optional.empty();
    private volatile boolean synced;
    private volatile boolean absent;
    private volatile boolean closed;
    /** That the kind is not served; only ever touched by the scheduler's thread. */
    private boolean told;

    /** @param listener told of every object that came, changed (as it was and as it is) or went */
    ObjectCache(
            KubernetesClient client,
            ResourceKind kind,
            Scope scope,
            KeptFields kept,
            Consumer<ObjectEvent> listener,
            Schedule schedule,
            Duration longestSilence,
            ControllerMetrics metrics) {
        this.client = client;
        this.kind = kind;
        this.scope = scope;
        this.kept = kept;
        this.listener = listener;
        this.schedule = schedule;
        this.guard = new WatchGuard(longestSilence, System::nanoTime);
        this.metrics = metrics;
        metrics.informer(kind.label(), guard::unmovedFor, this::watching);
    }

    TreeStore store() {
        return store;
    }

    /** Begins; returns at once. */
    void start() {
        schedule.again(PAUSE, this::open);
    }

    /** True once the objects of the kind are known. */
    boolean synced() {
        return synced;
    }

    /** True if the API server does not serve the kind. */
    boolean absent() {
        return absent;
    }

    /** What keeps it from being known; nothing if it is known, or need not be. */
    Optional<String> lack() {
        if (synced || (absent && kind.optional())) {
            return Optional.empty();
        }
        return Optional.of(absent
                ? "this cluster does not serve " + kind.label() + (kind.istios() ? ": install Istio and its CRDs" : "")
                : kind.label() + " have not been read yet");
    }

    /** The version the API server serves; the preferred one until that is known. */
    String version() {
        return version.orElse(kind.versions().getFirst());
    }

    /** To be called every few seconds: another watch takes the place of one that ended or is silent. */
    void watchOver() {
        Optional<SharedIndexInformer<GenericKubernetesResource>> current = informer;
        if (current.isEmpty()) {
            guard.idle();
            return;
        }
        switch (guard.look(current.get().isWatching(), String.valueOf(current.get().lastSyncResourceVersion()))) {
            case GOOD -> { }
            case ENDED -> replace(Level.WARN, "the watch has ended");
            case SILENT -> replace(Level.DEBUG, "the watch is silent");
        }
    }

    private void replace(Level level, String reason) {
        LOGGER.atLevel(level).addKeyValue("resource", kind.label()).log("{}; opening another", reason);
        beginAnew();
    }

    /** Ends the watch, if there is one, and so begins another; what is known stays. */
    void beginAnew() {
        informer.ifPresent(current -> {
            metrics.informerRestarted(kind.label());
            current.stop();
        });
    }

    /** True while a watch is open, or there is nothing to watch. */
    private boolean watching() {
        return (absent && kind.optional()) || informer.filter(SharedIndexInformer::isWatching).isPresent();
    }

    /** For how long there has been no watch. */
    Duration silence() {
        return guard.closedFor();
    }

    @Override
    public void close() {
        closed = true;
        informer.ifPresent(SharedIndexInformer::stop);
    }

    /** Empty once it follows; else when to try again. */
    private Optional<Duration> open() {
        if (closed) {
            return Optional.empty();
        }
        try {
            version = new ServedVersions(client).of(kind);
        } catch (KubernetesClientException e) {
            LOGGER.atWarn()
                    .addKeyValue("resource", kind.label())
                    .log("the API server cannot be asked: {}", Failure.reason(e));
            return Optional.of(pause());
        }
        absent = version.isEmpty();
        if (absent) {
            synced = false;
            informer = Optional.empty();
            LOGGER.atLevel(kind.optional() || told ? Level.DEBUG : Level.WARN)
                    .addKeyValue("resource", kind.label())
                    .log("{}; nothing is judged before, and it is asked for again", lack().orElse("not served, waiting for its CRD"));
            told = true;
            return Optional.of(pause());
        }
        told = false;
        follow(version.get());
        return Optional.empty();
    }

    private void follow(String served) {
        SharedIndexInformer<GenericKubernetesResource> next = scope.of(
                        client.genericKubernetesResources(kind.definition(served)))
                .runnableInformer(0)
                .itemStore(store)
                .addEventHandler(new Listening())
                .exceptionHandler((started, failure) -> goesOnAfter(failure));
        informer = Optional.of(next);
        guard.begun();
        next.start().thenRun(() -> synced = true);
        // Last: where the start failed, the schedule tries again by itself.
        next.stopped().whenComplete((nothing, failure) -> schedule.after(pause(), () -> schedule.again(PAUSE, this::open)));
    }

    private Duration pause() {
        return absent && kind.rare() ? LONG_PAUSE : PAUSE;
    }

    /** Not after a 404: then the kind is gone, or is served in another version. */
    private boolean goesOnAfter(Throwable failure) {
        if (!closed) {
            LOGGER.atWarn().addKeyValue("resource", kind.label()).log("the watch failed: {}", Failure.reason(failure));
        }
        return Failure.code(failure) != NOT_FOUND;
    }

    private ObjectNode reduced(GenericKubernetesResource object) {
        return kept.of(kind, version(), client.getKubernetesSerialization().convertValue(object, ObjectNode.class));
    }

    private final class Listening implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource object) {
            listener.accept(new ObjectEvent(kind, object, true));
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
            listener.accept(new ObjectEvent(kind, before, false));
            listener.accept(new ObjectEvent(kind, after, false));
        }

        @Override
        public void onDelete(GenericKubernetesResource object, boolean unknownFinalState) {
            listener.accept(new ObjectEvent(kind, object, false));
        }
    }
}
