package io.sallyport.controller.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.Backoff;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.metrics.ControllerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One time of leading: a queue and the workers that empty it. It starts with nothing and leaves nothing behind. */
public final class Term {
    private static final Logger LOGGER = LoggerFactory.getLogger(Term.class);
    private static final int CONFLICT = 409;

    /** Short at first: most conflicts are over when the cache knows what the other one wrote. */
    private final WorkQueue queue = new WorkQueue(
            new Backoff(Duration.ofMillis(25), Duration.ofSeconds(30), RandomGenerator.getDefault()));
    private final Reconciler reconciler;
    private final Clock clock;
    private final ControllerMetrics metrics;
    private final List<Thread> workers;
    private volatile boolean started;

    public Term(Reconciler reconciler, int workers, Clock clock, ControllerMetrics metrics) {
        this.reconciler = reconciler;
        this.clock = clock;
        this.metrics = metrics;
        this.workers = IntStream.range(0, workers)
                .mapToObj(i -> Thread.ofPlatform().daemon().name("reconcile-" + i).unstarted(this::work))
                .toList();
    }

    public void start() {
        workers.forEach(Thread::start);
        started = true;
    }

    public void enqueue(Key key) {
        queue.add(key);
    }

    /** Without haste, behind all others. */
    public void enqueueBehind(Key key) {
        queue.addBehind(key);
    }

    /** How many keys wait. */
    public int waiting() {
        return queue.size();
    }

    /** For how long the key has waited that waits longest. */
    public Duration oldest() {
        return queue.oldest();
    }

    /** False if a worker has died; one that has not been started yet has not. */
    public boolean works() {
        return !started || workers.stream().allMatch(Thread::isAlive);
    }

    /** Interrupts what is going on and waits for it to end; false if it did not. */
    public boolean stop(Duration patience) {
        queue.close();
        workers.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Thread worker : workers) {
                Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                if (worker.getState() != Thread.State.NEW && !worker.join(left)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work() {
        try {
            for (Optional<Key> key = queue.take(); key.isPresent(); key = queue.take()) {
                work(key.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Key key) {
        long begun = System.nanoTime();
        boolean done = false;
        try {
            Optional<Duration> again = reconciler
                    .reconcile(key, queue::addBehind)
                    .map(wakeAt -> Duration.between(clock.instant(), wakeAt));
            queue.succeeded(key);
            again.ifPresent(delay -> queue.addAfter(key, delay));
            done = true;
        } catch (KubernetesClientException e) {
            failed(key, e);
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("key", key).setCause(e).log("reconciling failed by a fault of ours");
            queue.retry(key);
        } finally {
            queue.done(key);
            metrics.reconciled(
                    label(key), done, Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    private static String label(Key key) {
        return switch (key) {
            case Key.Gateway _ -> "gateway";
            case Key.Model _ -> "model";
            case Key.Namespace _ -> "namespace";
        };
    }

    private void failed(Key key, KubernetesClientException e) {
        if (Failure.code(e) == CONFLICT) {
            LOGGER.atDebug().addKeyValue("key", key).log("somebody else was faster");
        } else {
            LOGGER.atWarn().addKeyValue("key", key).log("reconciling failed, to be tried again: {}", Failure.reason(e));
        }
        queue.retry(key);
    }
}
