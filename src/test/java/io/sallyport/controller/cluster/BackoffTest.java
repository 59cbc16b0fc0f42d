package io.sallyport.controller.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random(1));

    @Test
    void startsWithAShortPause() {
        assertThat(backoff.delay(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @Test
    void doublesThePause() {
        assertThat(backoff.delay(5)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1600));
    }

    @Test
    void neverWaitsLongerThanTheLimit() {
        assertThat(IntStream.of(9, 10, 40, 1000, Integer.MAX_VALUE).mapToObj(backoff::delay))
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(30)));
    }

    @Test
    void spreadsWhatFailedTogether() {
        assertThat(IntStream.range(0, 20).mapToObj(i -> backoff.delay(8)).distinct().count()).isGreaterThan(10);
    }
}
