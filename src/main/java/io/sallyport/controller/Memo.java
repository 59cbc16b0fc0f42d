package io.sallyport.controller;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A value that is worked out again only after something has changed. */
final class Memo<T> {
    private final LongSupplier changes;
    private final Supplier<T> source;
    private volatile Seen<T> seen;

    private record Seen<T>(long changes, T value) {}

    /** @param changes a count that grows with every change */
    Memo(LongSupplier changes, Supplier<T> source) {
        this.changes = changes;
        this.source = source;
        this.seen = worked();
    }

    T get() {
        Seen<T> last = seen;
        if (last.changes() != changes.getAsLong()) {
            last = worked();
            seen = last;
        }
        return last.value();
    }

    /** The count is taken first: a change in between makes the value look older than it is, never newer. */
    private Seen<T> worked() {
        long count = changes.getAsLong();
        return new Seen<>(count, source.get());
    }
}
