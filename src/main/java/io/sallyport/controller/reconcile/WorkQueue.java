package io.sallyport.controller.reconcile;

import io.sallyport.controller.cluster.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Keys that wait for a worker. A key waits at most once however often it is added, and is never with two workers at
 * once: added while it is being worked on, it comes back when that is done, so that no change is missed.
 */
final class WorkQueue {
    private final Backoff backoff;
    private final Deque<Key> ready = new ArrayDeque<>();
    /** Taken when nothing is ready, so that a change somebody waits for does not queue behind a look at everything. */
    private final SequencedSet<Key> behind = new LinkedHashSet<>();
    /** Added and not yet taken, with the time they were added, the oldest first. */
    private final SequencedMap<Key, Long> dirty = new LinkedHashMap<>();
    private final Set<Key> processing = new HashSet<>();
    /** When a key is to be added, as nanoseconds of {@link System#nanoTime}; the earliest wish counts. */
    private final Map<Key, Long> later = new HashMap<>();
    private final Map<Key, Integer> failures = new HashMap<>();
    private boolean closed;

    WorkQueue(Backoff backoff) {
        this.backoff = backoff;
    }

    synchronized void add(Key key) {
        boolean fresh = dirty.putIfAbsent(key, System.nanoTime()) == null;
        if (!processing.contains(key) && (fresh || behind.remove(key))) {
            offer(key);
        }
    }

    /** Adds the key without haste. */
    synchronized void addBehind(Key key) {
        if (dirty.putIfAbsent(key, System.nanoTime()) == null && !processing.contains(key)) {
            behind.add(key);
            notifyAll();
        }
    }

    /** Adds the key once this time has passed. */
    synchronized void addAfter(Key key, Duration delay) {
        later.merge(key, System.nanoTime() + delay.toNanos(), (one, two) -> one - two < 0 ? one : two);
        notifyAll();
    }

    /** Adds the key after a pause that grows with every failure in a row. */
    synchronized void retry(Key key) {
        addAfter(key, backoff.delay(failures.merge(key, 1, Integer::sum)));
    }

    /** Ends the row of failures. */
    synchronized void succeeded(Key key) {
        failures.remove(key);
    }

    /** Waits for a key and hands it over until {@link #done}; empty once the queue is closed. */
    synchronized Optional<Key> take() throws InterruptedException {
        while (true) {
            if (closed) {
                return Optional.empty();
            }
            addWhatIsDue();
            if (size() > 0) {
                Key key = ready.isEmpty() ? behind.removeFirst() : ready.removeFirst();
                dirty.remove(key);
                processing.add(key);
                return Optional.of(key);
            }
            await();
        }
    }

    /** The worker is through with the key, whatever came of it. */
    synchronized void done(Key key) {
        processing.remove(key);
        if (dirty.containsKey(key)) {
            offer(key);
        }
    }

    /** Wakes every worker; nothing is handed out any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized int size() {
        return ready.size() + behind.size();
    }

    /** For how long the key has waited that waits longest. */
    synchronized Duration oldest() {
        return dirty.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - dirty.firstEntry().getValue());
    }

    private void offer(Key key) {
        switch (key) {
            // What locks and unlocks all models does not queue behind them.
            case Key.Gateway _ -> ready.addFirst(key);
            case Key.Model _, Key.Namespace _ -> ready.addLast(key);
        }
        notifyAll();
    }

    private void addWhatIsDue() {
        long now = System.nanoTime();
        for (Key key : later.keySet().stream().filter(key -> later.get(key) - now <= 0).toList()) {
            later.remove(key);
            add(key);
        }
    }

    private void await() throws InterruptedException {
        Optional<Long> next = later.values().stream().min(Comparator.comparingLong(due -> due - System.nanoTime()));
        if (next.isEmpty()) {
            wait();
        } else {
            // Rounded up, so that it does not turn in circles within the last millisecond.
            wait(Math.max(1, (next.get() - System.nanoTime()) / 1_000_000 + 1));
        }
    }
}
