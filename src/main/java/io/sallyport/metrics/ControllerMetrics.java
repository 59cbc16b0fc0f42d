package io.sallyport.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sallyport.core.reconcile.Change;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What the controller sees, what it has to do, and what comes of it. */
public final class ControllerMetrics {
    /** From a look that finds nothing to do to writes that an API server delays. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
        Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(10)
    };

    private static final List<String> WRITTEN = List.of("VirtualService", "AuthorizationPolicy", "RequestAuthentication");

    private final MeterRegistry registry;
    private final Counter storedJudged;

    ControllerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.storedJudged = Counter.builder("sallyport.stored.judged")
                .description("Judgements of stored objects: each once, and again after it or the gateway has changed")
                .register(registry);
        // From the beginning, so that the first failure is seen as one.
        for (String kind : WRITTEN) {
            drift(kind);
            for (String change : List.of("apply", "replace", "delete")) {
                desired(kind, change);
                applied(kind, change);
                failed(kind, change);
            }
        }
    }

    /** @param leading whether this replica is the one that writes */
    public void leader(Supplier<Boolean> leading) {
        Metrics.gauge(registry, "sallyport.leader", "1 in the replica that writes, 0 in the others", () -> number(leading.get()));
    }

    /** @param models how many models have a way in */
    public void exposedModels(Supplier<Number> models) {
        Metrics.gauge(registry, "sallyport.exposed.models", "Models that can be called from outside now", models);
    }

    /** @param locks whether an enforced DENY policy covers requests without a token below the prefix */
    public void gatewayLocked(Supplier<Boolean> locks) {
        Metrics.gauge(
                registry,
                "sallyport.gateway.locked",
                "1 while requests without a token are denied below the prefix; while it is 0, no model is exposed",
                () -> number(locks.get()));
    }

    /** @param missed how many settings name something that is not there */
    public void missedSettings(Supplier<Number> missed) {
        Metrics.gauge(
                registry,
                "sallyport.settings.missed",
                "Settings that name something which is not in the cluster; while there is one, nothing is exposed",
                missed);
    }

    /**
     * @param kind    of the objects
     * @param refused how many of them are stored that the guard would refuse
     */
    public void storedRefused(String kind, Supplier<Number> refused) {
        Metrics.gauge(
                registry,
                "sallyport.stored.refused",
                "Stored objects that the guard would refuse if they were written now, as the replica that leads found them",
                refused,
                "kind", kind);
    }

    /** One stored object was judged. */
    public void storedJudged() {
        storedJudged.increment();
    }

    /**
     * @param depth  how many keys wait for a worker
     * @param oldest for how long the first of them has waited
     */
    public void queue(Supplier<Number> depth, Supplier<Duration> oldest) {
        Metrics.gauge(registry, "sallyport.queue.depth", "Models that wait to be looked at", depth);
        Metrics.gauge(
                registry,
                "sallyport.queue.oldest.age.seconds",
                "For how long the one that waits longest has waited",
                () -> seconds(oldest.get()));
    }

    /**
     * @param resource in the plural, as the API server calls it
     * @param age      how long ago its watch said anything, bookmarks included
     * @param watching whether its watch is open
     */
    public void informer(String resource, Supplier<Duration> age, Supplier<Boolean> watching) {
        Metrics.gauge(
                registry,
                "sallyport.informer.last.event.age.seconds",
                "For how long a watch has said nothing; bookmarks come about every minute",
                () -> seconds(age.get()),
                "resource", resource);
        Metrics.gauge(
                registry,
                "sallyport.informer.watching",
                "1 while a watch is open",
                () -> number(watching.get()),
                "resource", resource);
        restarts(resource);
    }

    /** A watch was begun anew because nobody could tell whether it still heard anything. */
    public void informerRestarted(String resource) {
        restarts(resource).increment();
    }

    public void desired(Change change) {
        desired(change.ref().kind(), name(change)).increment();
    }

    public void applied(Change change) {
        applied(change.ref().kind(), name(change)).increment();
    }

    public void failed(Change change) {
        failed(change.ref().kind(), name(change)).increment();
    }

    /** Somebody else had changed or deleted what we wrote. */
    public void repaired(Change change) {
        drift(change.ref().kind()).increment();
    }

    /** @param what {@code model} or {@code gateway} */
    public void reconciled(String what, boolean done, Duration took) {
        Timer.builder("sallyport.reconcile.duration")
                .description("How long it took to bring one model, or the gateway, to what it should be")
                .tags("of", what, "outcome", done ? "done" : "failed")
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(took);
    }

    private Counter restarts(String resource) {
        return Counter.builder("sallyport.informer.restarts")
                .description("Watches begun anew, because they were silent or the API server could not be reached")
                .tag("resource", resource)
                .register(registry);
    }

    private Counter drift(String kind) {
        return Counter.builder("sallyport.drift.repaired")
                .description("Objects that somebody else had changed or deleted, and that were put back")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter desired(String kind, String change) {
        return changes("desired", "Writes that the cluster needed", kind, change);
    }

    private Counter applied(String kind, String change) {
        return changes("applied", "Writes that the API server took", kind, change);
    }

    private Counter failed(String kind, String change) {
        return changes("failed", "Writes that the API server refused or did not answer; they are tried again", kind, change);
    }

    private Counter changes(String outcome, String help, String kind, String change) {
        return Counter.builder("sallyport.changes." + outcome)
                .description(help)
                .tags("kind", kind, "change", change)
                .register(registry);
    }

    private static String name(Change change) {
        return change.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static int number(boolean flag) {
        return flag ? 1 : 0;
    }
}
