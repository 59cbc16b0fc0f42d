package io.sallyport.webhook;

import java.time.Duration;

/** How many admission requests there are now, and when the last one was. Lives on one event loop. */
final class Traffic {
    private volatile int now;
    private long lastNanos = System.nanoTime();

    /** Counts a request in. */
    void enter() {
        now++;
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
