package io.sallyport.cli.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs, to be ended in the opposite order of its beginning. More than one thread begins something: the server, for
 * one, by whichever has the first certificate, which may be when all is about to end.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> begun = new ArrayDeque<>();
    private boolean ended;

    /** Takes on the end of a part; ends it at once if all have been ended already. */
    void add(AutoCloseable part) {
        if (!taken(part)) {
            end(part);
        }
    }

    /** Ends all, one after the other, however the one before ended. */
    @Override
    public void close() {
        for (Optional<AutoCloseable> next = next(); next.isPresent(); next = next()) {
            end(next.get());
        }
    }

    private synchronized boolean taken(AutoCloseable part) {
        if (!ended) {
            begun.push(part);
        }
        return !ended;
    }

    /** What began while others were being ended is ended too. */
    private synchronized Optional<AutoCloseable> next() {
        ended = begun.isEmpty();
        return Optional.ofNullable(begun.poll());
    }

    private static void end(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOGGER.atWarn().setCause(e).log("One part did not stop cleanly");
        }
    }
}
