package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whenever one object changes. It watches by name, which a Role can allow by resource name, and opens the watch
 * anew when the server ends it for good. What it tells is only that something happened: the reader looks for itself.
 */
public final class NamedWatch<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NamedWatch.class);
    private static final int REOPEN_SECONDS = 2;

    private final Resource<T> object;
    private final ScheduledExecutorService executor;
    private final Runnable changed;
    private volatile Watch watch;
    private volatile boolean closed;

    /**
     * @param executor runs the callback and opens the watch; one thread, so that nothing overlaps
     * @param changed  does not throw
     */
    public NamedWatch(Resource<T> object, ScheduledExecutorService executor, Runnable changed) {
        this.object = object;
        this.executor = executor;
        this.changed = changed;
    }

    public void start() {
        executor.execute(this::open);
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.close();
        }
    }

    private void open() {
        if (closed) {
            return;
        }
        try {
            watch = object.watch(new Watcher<>() {
                @Override
                public void eventReceived(Action action, T resource) {
                    tell();
                }

                @Override
                public void onClose(WatcherException cause) {
                    reopen(cause.getMessage());
                }
            });
            // What happened before the watch was open, it does not tell.
            changed.run();
        } catch (KubernetesClientException e) {
            reopen(e.getMessage());
        }
    }

    private void reopen(String reason) {
        if (closed) {
            return;
        }
        LOGGER.atWarn().addKeyValue("reason", reason).log("Watch ended; opening another");
        try {
            executor.schedule(this::open, REOPEN_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException _) {
            // Shutting down.
        }
    }

    private void tell() {
        try {
            executor.execute(changed);
        } catch (RejectedExecutionException _) {
            // Shutting down.
        }
    }
}
