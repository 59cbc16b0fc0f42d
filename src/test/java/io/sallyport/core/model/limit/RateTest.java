package io.sallyport.core.model.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    @ParameterizedTest
    @ValueSource(strings = {"1/second", "60/minute", "10000/hour"})
    void itIsWrittenAsItIsRead(String text) {
        assertThat(Rate.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "60", "60/min", "60/minutes", "60/day", "0/minute", "060/minute", "-1/minute", "+1/minute", "1.5/minute", "1e3/hour",
        " 60/minute", "60/minute ", "60 /minute", "60/Minute", "10001/hour", "99999999999/hour", "٦/minute", "60/minute\n", "60//minute"
    })
    void nothingElseIsTaken(String text) {
        assertThat(Rate.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "60/minute, 60/minute, true", "1/second, 60/minute, true", "60/hour, 60/minute, true", "61/minute, 60/minute, false",
        "3600/hour, 60/minute, false", "2/second, 60/minute, false", "60/minute, 1/second, false"
    })
    void oneIsWithinAnotherIfItLetsNoMoreThroughAtOnceAndOverTime(String one, String other, boolean within) {
        assertThat(rate(one).within(rate(other))).isEqualTo(within);
    }

    @Test
    void whateverTheCallsComeNoMorePassesThanIsSaid() {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 300; round++) {
            Rate rate = new Rate(1 + random.nextInt(200), unit(random));
            Rate.Unit window = unit(random);
            assertThat(mostInAWindow(rate, window, random)).as("%s in a %s", rate, window).isLessThanOrEqualTo(rate.passes(window));
        }
    }

    @Test
    void whoeverIsForgottenForTheSakeOfOthersHadAFullBudgetAgain() {
        for (Rate.Unit each : Rate.Unit.values()) {
            for (Rate.Unit all : Rate.Unit.values()) {
                for (int calls : new int[] {1, 100, 1000, 10_000}) {
                    var limits = new Limits(Optional.of(new Rate(5, each)), Optional.of(new Rate(calls, all)));
                    // In the time in which a budget fills up, others make fewer calls than there are places.
                    assertThat(limits.tooMany()).isEqualTo(new Rate(calls, all).passes(each) >= Limits.CALLERS);
                }
            }
            var usual = new Limits(Optional.of(new Rate(5, each)), Optional.empty());
            assertThat(usual.tooMany()).as("a limit for each caller alone, %s", each).isFalse();
        }
    }

    /** Calls come in bursts and trickles; a bucket fills by and by, as Envoy's does. */
    private static long mostInAWindow(Rate rate, Rate.Unit window, SplittableRandom random) {
        double tokens = rate.calls();
        double now = 0;
        Deque<Double> passed = new ArrayDeque<>();
        long most = 0;
        for (int i = 0; i < 2000; i++) {
            double pause = random.nextInt(4) == 0 ? random.nextDouble() * rate.per().seconds() / 4 : 0;
            now += pause;
            tokens = Math.min(rate.calls(), tokens + pause * rate.calls() / rate.per().seconds());
            if (tokens >= 1) {
                tokens--;
                passed.addLast(now);
            }
            while (!passed.isEmpty() && passed.peekFirst() < now - window.seconds()) {
                passed.removeFirst();
            }
            most = Math.max(most, passed.size());
        }
        return most;
    }

    private static Rate.Unit unit(SplittableRandom random) {
        return Rate.Unit.values()[random.nextInt(3)];
    }

    private static Rate rate(String text) {
        return Rate.parse(text).orElseThrow();
    }
}
