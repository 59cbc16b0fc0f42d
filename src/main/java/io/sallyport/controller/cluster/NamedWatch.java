package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells whenever one object changes. It watches by name, which a Role can allow by resource name, and opens the watch
 * anew when the server ends it for good, and when it has said nothing for too long: a connection that was lost on the way
 * is still open at our end. What it tells is only that something happened: the reader looks for itself.
 */
public final class NamedWatch<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NamedWatch.class);
    /** Between two looks at the watch itself. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Resource<T> object;
    private final Schedule schedule;
    private final Duration longestSilence;
    private final Runnable changed;
    private volatile Optional<Following> following = Optional.empty();
    private volatile boolean closed;
    /** Said once for each time that the API server is away, not at every attempt. */
    private boolean failing;

    /**
     * @param schedule       runs the callback and opens the watch; one step at once, so that nothing overlaps
     * @param longestSilence of the watch, bookmarks included, before it is begun anew
     * @param changed        called when the watch begins and when it tells of something; if it throws, again after a moment
     */
    public NamedWatch(Resource<T> object, Schedule schedule, Duration longestSilence, Runnable changed) {
        this.object = object;
        this.schedule = schedule;
        this.longestSilence = longestSilence;
        this.changed = changed;
    }

    /** One watch, from its opening to its end. */
    private final class Following implements Watcher<T> {
        private volatile long said = System.nanoTime();
        private volatile Optional<String> end = Optional.empty();
        private volatile Optional<Watch> watch = Optional.empty();

        @Override
        public void eventReceived(Action action, T resource) {
            said = System.nanoTime();
            if (action != Action.BOOKMARK) {
                schedule.now(NamedWatch.this::tell);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            end = Optional.of(String.valueOf(cause.getMessage()));
        }

        /** Normal for an object that nobody changes: no bookmark comes before the first event. */
        boolean silent() {
            return System.nanoTime() - said > longestSilence.toNanos();
        }

        boolean good() {
            return end.isEmpty() && !silent();
        }

        void close() {
            watch.ifPresent(Watch::close);
        }
    }

    /** Begins; returns at once. */
    public void start() {
        schedule.again(LOOK, this::look);
    }

    @Override
    public void close() {
        closed = true;
        following.ifPresent(Following::close);
    }

    private Optional<Duration> look() {
        if (closed) {
            return Optional.empty();
        }
        if (following.filter(Following::good).isEmpty()) {
            following.ifPresent(watch -> LOGGER.atLevel(watch.end.isPresent() ? Level.WARN : Level.DEBUG)
                    .addKeyValue("reason", watch.end.orElse("it is silent"))
                    .log("Watch ended; opening another"));
            following.ifPresent(Following::close);
            following = Optional.empty();
            open();
        }
        return Optional.of(LOOK);
    }

    private void open() {
        Following next = new Following();
        try {
            next.watch = Optional.of(object.watch(withBookmarks(), next));
        } catch (KubernetesClientException e) {
            LOGGER.atLevel(failing ? Level.DEBUG : Level.WARN)
                    .addKeyValue("reason", Failure.reason(e))
                    .log("Watch not opened; trying again");
            failing = true;
            return;
        }
        failing = false;
        following = Optional.of(next);
        if (closed) {
            next.close();
            return;
        }
        // What happened before the watch was open, it does not tell.
        tell();
    }

    /**
     * Bookmarks come about every minute where nothing else happens. Made anew for each watch: the client writes the object's
     * name into them, and watches that share one ask for each other's names.
     */
    private static ListOptions withBookmarks() {
        return new ListOptionsBuilder().withAllowWatchBookmarks(true).build();
    }

    private void tell() {
        try {
            changed.run();
        } catch (RuntimeException e) {
            if (!closed) {
                LOGGER.atWarn().log("a change could not be looked at, trying again: {}", Failure.reason(e));
                schedule.after(LOOK, this::tell);
            }
        }
    }
}
