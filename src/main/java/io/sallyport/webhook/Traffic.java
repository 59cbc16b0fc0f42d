package io.sallyport.webhook;

import java.time.Duration;

/** How many admission requests there are now, and when the last one was. Lives on one event loop. */
final class Traffic {
    private final int most;
    private volatile int now;
    private long lastNanos = System.nanoTime();

    /** @param most how many requests may be answered at a time */
    Traffic(int most) {
        this.most = most;
    }

    /** Counts a request in, unless there are too many. */
    boolean enter() {
        if (now >= most) {
            return false;
        }
        now++;
        return true;
    }

    /** How many there are; from any thread. */
    int now() {
        return now;
    }

    void leave() {
        now--;
        lastNanos = System.nanoTime();
    }

    /** True if there is no request now and was none for this long. */
    boolean quietFor(Duration time) {
        return now == 0 && System.nanoTime() - lastNanos >= time.toNanos();
    }
}
