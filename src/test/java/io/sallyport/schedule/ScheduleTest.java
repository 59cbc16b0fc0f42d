package io.sallyport.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.CapturedLog;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ScheduleTest {
    private static final Duration SHORT = Duration.ofMillis(5);

    private final Schedule schedule = new Schedule("test", 1);
    private final CountDownLatch third = new CountDownLatch(3);

    @AfterEach
    void close() {
        schedule.close();
    }

    @Test
    void aStepThatThrowsRunsAgain() throws InterruptedException {
        schedule.every(SHORT, () -> {
            third.countDown();
            throw new IllegalStateException("a fault of ours");
        });

        third.await();
    }

    @Test
    void anErrorEndsNothingEither() throws InterruptedException {
        schedule.every(SHORT, () -> {
            third.countDown();
            throw new StackOverflowError();
        });

        third.await();
    }

    @Test
    void aStepThatThrowsIsToldInTheLog() throws InterruptedException {
        try (CapturedLog log = new CapturedLog()) {
            schedule.every(SHORT, () -> {
                third.countDown();
                throw new IllegalStateException("a fault of ours");
            });
            third.await();

            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("a step failed").contains("test"));
        }
    }

    @Test
    void aStepThatThrowsDoesNotTakeItsThreadAway() throws InterruptedException {
        schedule.now(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        schedule.now(third::countDown);
        schedule.after(SHORT, third::countDown);
        schedule.after(SHORT, third::countDown);

        third.await();
    }

    @Test
    void runsAgainAsOftenAsTheStepAsksFor() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        schedule.again(Duration.ofDays(1), () -> {
            int run = runs.incrementAndGet();
            third.countDown();
            return run < 3 ? Optional.of(SHORT) : Optional.empty();
        });
        third.await();
        Thread.sleep(10 * SHORT.toMillis());

        assertThat(runs).hasValue(3);
    }

    @Test
    void runsAgainAfterAFailureToo() throws InterruptedException {
        schedule.again(SHORT, () -> {
            third.countDown();
            throw new IllegalStateException("a fault of ours");
        });

        third.await();
    }

    @Test
    void theLastStepIsWaitedFor() {
        assertThat(schedule.closeAfter(third::countDown, Duration.ofSeconds(10))).isTrue();
        assertThat(third.getCount()).isEqualTo(2);
    }

    @Test
    void nothingBeginsAfterTheLastStep() throws InterruptedException {
        AtomicInteger after = new AtomicInteger();
        schedule.every(Duration.ofNanos(1), () -> {
            if (third.getCount() < 3) {
                after.incrementAndGet();
            }
        });

        assertThat(schedule.closeAfter(third::countDown, Duration.ofSeconds(10))).isTrue();
        Thread.sleep(20);
        assertThat(after).hasValue(0);
    }

    @Test
    void whatWasToComeLaterIsNotWaitedForAtTheEnd() {
        schedule.after(Duration.ofDays(1), third::countDown);

        assertThat(schedule.closeAfter(third::countDown, Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aLastStepThatHangsIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThat(schedule.closeAfter(() -> {
            try {
                TimeUnit.DAYS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }, SHORT)).isFalse();
        interrupted.await();
    }

    @Test
    void whatIsAskedForAfterTheEndIsPassedOver() {
        schedule.close();

        schedule.now(third::countDown);
        schedule.every(SHORT, third::countDown);
        schedule.again(SHORT, () -> Optional.of(SHORT));

        assertThat(schedule.closed()).isTrue();
        assertThat(third.getCount()).isEqualTo(3);
    }
}
