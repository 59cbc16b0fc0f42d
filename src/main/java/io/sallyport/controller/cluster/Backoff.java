package io.sallyport.controller.cluster;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long each time, up to a limit, and spread by chance so that what
 * failed together does not come back together.
 *
 * @param first  after the first failure
 * @param longest never longer than this
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    private static final int MOST_DOUBLINGS = 30;

    /** @param failures in a row, at least 1 */
    public Duration delay(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long capped = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis((long) (capped * (0.5 + random.nextDouble() / 2)));
    }
}
