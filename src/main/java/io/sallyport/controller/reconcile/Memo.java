package io.sallyport.controller.reconcile;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value that is worked out again only when what it is made of has become something else.
 *
 * @param <K> what it is made of, or a count that grows with every change of that
 * @param <T> the value
 */
final class Memo<K, T> {
    private final Supplier<K> key;
    private final Function<K, T> source;
    private volatile Seen<K, T> seen;

    private record Seen<K, T>(K key, T value) {}

    Memo(Supplier<K> key, Function<K, T> source) {
        this.key = key;
        this.source = source;
        this.seen = worked(key.get());
    }

    /** The key is taken first: a change in between makes the value look older than it is, never newer. */
    T get() {
        K now = key.get();
        Seen<K, T> last = seen;
        if (!last.key().equals(now)) {
            last = worked(now);
            seen = last;
        }
        return last.value();
    }

    private Seen<K, T> worked(K now) {
        return new Seen<>(now, source.apply(now));
    }
}
