package io.sallyport.controller.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchGuardTest {
    private final AtomicLong now = new AtomicLong();
    private final WatchGuard guard = new WatchGuard(Duration.ofMinutes(5), now::get);

    @Test
    void letsAWatchBeThatIsOpenAndMoves() {
        for (int minute = 0; minute < 60; minute++) {
            pass(Duration.ofMinutes(1));
            assertThat(guard.silent(true, String.valueOf(minute))).isFalse();
        }
    }

    @Test
    void noticesAWatchThatDied() {
        guard.silent(true, "1");
        pass(Duration.ofSeconds(50));
        assertThat(guard.silent(false, "1")).isFalse();
        pass(Duration.ofSeconds(20));
        assertThat(guard.silent(false, "1")).isTrue();
        assertThat(guard.closedFor()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void noticesAnOpenWatchThatSaysNothingAnyMore() {
        guard.silent(true, "1");
        pass(Duration.ofMinutes(4));
        assertThat(guard.silent(true, "1")).isFalse();
        pass(Duration.ofMinutes(2));
        assertThat(guard.silent(true, "1")).isTrue();
    }

    @Test
    void givesANewWatchTimeToOpenWithoutForgettingHowLongThereWasNone() {
        pass(Duration.ofMinutes(2));
        assertThat(guard.silent(false, "1")).isTrue();
        guard.begun();
        pass(Duration.ofSeconds(30));
        assertThat(guard.silent(false, "1")).isFalse();
        assertThat(guard.closedFor()).isEqualTo(Duration.ofSeconds(150));
        pass(Duration.ofSeconds(40));
        assertThat(guard.silent(false, "1")).isTrue();
    }

    @Test
    void expectsNothingOfAKindThatIsNotThere() {
        pass(Duration.ofHours(1));
        guard.idle();
        assertThat(guard.closedFor()).isZero();
        pass(Duration.ofSeconds(30));
        assertThat(guard.silent(false, "1")).isFalse();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
