package io.sallyport.schedule;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs steps at their times. A step that throws, an {@link Error} too, is told in the log, and ends nothing: in Java's own
 * timers, all that were to follow would stay away without a word. Once closed, nothing begins any more, and what is asked
 * for is passed over.
 */
public final class Schedule implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Schedule.class);

    private final String name;
    private final ScheduledExecutorService threads;
    private volatile boolean ending;

    /**
     * @param name  of its threads, and of it in the log
     * @param steps that may run at once; 1 if nothing is to overlap
     */
    public Schedule(String name, int steps) {
        this.name = name;
        this.threads = Executors.newScheduledThreadPool(steps, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /** Runs the step as soon as a thread is free. */
    public void now(Runnable step) {
        after(Duration.ZERO, step);
    }

    /** Runs the step once. */
    public void after(Duration pause, Runnable step) {
        begin(pause, step);
    }

    /** Runs the step after the pause, and again a pause after each time that it ended. */
    public void every(Duration pause, Runnable step) {
        after(pause, () -> again(pause, () -> {
            step.run();
            return Optional.of(pause);
        }));
    }

    /**
     * Runs the step now, and as often as it asks for.
     *
     * @param afterFailure the pause if it throws
     * @param step         returns the pause until it is to run again; empty if it need not
     */
    public void again(Duration afterFailure, Supplier<Optional<Duration>> step) {
        begin(Duration.ZERO, () -> repeat(afterFailure, step));
    }

    private void repeat(Duration afterFailure, Supplier<Optional<Duration>> step) {
        Optional<Duration> next = Optional.of(afterFailure);
        try {
            next = step.get();
        } catch (Throwable e) {
            failed(e);
        }
        next.ifPresent(pause -> begin(pause, () -> repeat(afterFailure, step)));
    }

    /** True once nothing begins any more. */
    public boolean closed() {
        return ending || threads.isShutdown();
    }

    /**
     * Runs one last step after what runs now, and closes.
     *
     * @return false if that took longer than the patience; what still runs was interrupted then
     */
    public boolean closeAfter(Runnable last, Duration patience) {
        try {
            threads.submit(() -> {
                        ending = true;
                        guarded(last);
                    })
                    .get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | RejectedExecutionException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            close();
        }
    }

    /** Interrupts what runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void begin(Duration pause, Runnable step) {
        try {
            threads.schedule(
                    () -> {
                        if (!ending) {
                            guarded(step);
                        }
                    },
                    pause.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            // Closed: whatever was to come is not wanted any more.
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        if (!threads.isShutdown()) {
            LOGGER.atError().addKeyValue("schedule", name).setCause(e).log("a step failed; it runs again at its next time");
        }
    }
}
