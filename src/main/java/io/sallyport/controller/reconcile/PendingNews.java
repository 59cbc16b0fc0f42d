package io.sallyport.controller.reconcile;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is still to be told, the oldest first: of each subject only the newest, and while there is other work only what has
 * waited long enough. Where there is too much, the oldest is forgotten. Times are nanoseconds.
 *
 * @param <S> what it is about
 * @param <N> what there is to say
 */
final class PendingNews<S, N> {
    private final int most;
    private final Duration longestHeld;
    private final LongSupplier clock;
    private final Map<S, Item<N>> waiting = new LinkedHashMap<>();

    private record Item<N>(N news, long since) {}

    PendingNews(int most, Duration longestHeld, LongSupplier clock) {
        this.most = most;
        this.longestHeld = longestHeld;
        this.clock = clock;
    }

    /** Takes the place of what was to be said about the subject before. */
    synchronized void put(S subject, N news) {
        long since = Optional.ofNullable(waiting.get(subject)).map(Item::since).orElseGet(clock::getAsLong);
        waiting.put(subject, new Item<>(news, since));
        if (waiting.size() > most) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    /** Nothing is to be said about the subject any more. */
    synchronized void forget(S subject) {
        waiting.remove(subject);
    }

    /** The next to be told, which is then not pending any more. */
    synchronized Optional<N> next(boolean busy) {
        Iterator<Item<N>> items = waiting.values().iterator();
        if (!items.hasNext()) {
            return Optional.empty();
        }
        Item<N> oldest = items.next();
        if (busy && clock.getAsLong() - oldest.since() < longestHeld.toNanos()) {
            return Optional.empty();
        }
        items.remove();
        return Optional.of(oldest.news());
    }

    synchronized int size() {
        return waiting.size();
    }
}
