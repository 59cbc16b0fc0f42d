package io.sallyport.controller.cache;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices a watch that died without a word, or that is open and says nothing any more. Times are nanoseconds. */
final class WatchGuard {
    /** What a look at the watch finds. */
    enum Finding {
        GOOD,
        /** It is not open, and has not been for too long. */
        ENDED,
        /**
         * It is open, and neither an event nor a bookmark came for too long. That is normal for a kind of which nothing
         * changes, since the API server sends no bookmark before the first event; and it cannot be told from a connection that is
         * dead.
         */
        SILENT
    }

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    private final Duration longestStandstill;
    private final LongSupplier clock;
    private long begun;
    private long moved;
    private long watched;
    private String version = "";

    /** @param longestStandstill even where nothing happens, bookmarks bring a new version about every minute */
    WatchGuard(Duration longestStandstill, LongSupplier clock) {
        this.longestStandstill = longestStandstill;
        this.clock = clock;
        this.begun = clock.getAsLong();
        this.moved = begun;
        this.watched = begun;
    }

    /** A watch has just been begun; it gets time to open. */
    synchronized void begun() {
        begun = clock.getAsLong();
        moved = begun;
    }

    /** There is nothing to watch. */
    synchronized void idle() {
        watched = clock.getAsLong();
        begun();
    }

    /**
     * Looks at the watch; to be called every few seconds.
     *
     * @param watching whether it is open
     * @param reached  the version it has come to
     * @return unless good, another watch has to be opened
     */
    synchronized Finding look(boolean watching, String reached) {
        if (watching) {
            watched = clock.getAsLong();
        }
        if (!version.equals(reached)) {
            version = reached;
            moved = clock.getAsLong();
        }
        boolean dead = since(watched).compareTo(LONGEST_SILENCE) > 0 && since(begun).compareTo(LONGEST_SILENCE) > 0;
        if (dead) {
            return Finding.ENDED;
        }
        return since(moved).compareTo(longestStandstill) > 0 ? Finding.SILENT : Finding.GOOD;
    }

    /** For how long no open watch has been seen. */
    synchronized Duration closedFor() {
        return since(watched);
    }

    /** For how long the watch has said nothing, bookmarks included. */
    synchronized Duration unmovedFor() {
        return since(moved);
    }

    private Duration since(long then) {
        return Duration.ofNanos(clock.getAsLong() - then);
    }
}
