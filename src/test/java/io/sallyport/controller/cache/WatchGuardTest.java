package io.sallyport.controller.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.controller.cache.WatchGuard.Finding;
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
            assertThat(guard.look(true, String.valueOf(minute))).isEqualTo(Finding.GOOD);
        }
    }

    @Test
    void noticesAWatchThatDied() {
        guard.look(true, "1");
        pass(Duration.ofSeconds(50));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.GOOD);
        pass(Duration.ofSeconds(20));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.ENDED);
        assertThat(guard.closedFor()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void noticesAnOpenWatchThatSaysNothingAnyMore() {
        guard.look(true, "1");
        pass(Duration.ofMinutes(4));
        assertThat(guard.look(true, "1")).isEqualTo(Finding.GOOD);
        pass(Duration.ofMinutes(2));
        assertThat(guard.look(true, "1")).isEqualTo(Finding.SILENT);
    }

    @Test
    void givesANewWatchTimeToOpenWithoutForgettingHowLongThereWasNone() {
        pass(Duration.ofMinutes(2));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.ENDED);
        guard.begun();
        pass(Duration.ofSeconds(30));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.GOOD);
        assertThat(guard.closedFor()).isEqualTo(Duration.ofSeconds(150));
        pass(Duration.ofSeconds(40));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.ENDED);
    }

    @Test
    void expectsNothingOfAKindThatIsNotThere() {
        pass(Duration.ofHours(1));
        guard.idle();
        assertThat(guard.closedFor()).isZero();
        pass(Duration.ofSeconds(30));
        assertThat(guard.look(false, "1")).isEqualTo(Finding.GOOD);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
