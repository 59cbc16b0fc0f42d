package io.sallyport.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PartsTest {
    private final Parts parts = new Parts();
    private final List<String> ended = new ArrayList<>();

    @Test
    void endInTheOppositeOrderOfTheirBeginning() {
        parts.add(() -> ended.add("controller"));
        parts.add(() -> ended.add("server"));

        parts.close();

        assertThat(ended).containsExactly("server", "controller");
    }

    @Test
    void endAlthoughAnotherCouldNot() {
        parts.add(() -> ended.add("controller"));
        parts.add(() -> {
            throw new IllegalStateException("does not end");
        });

        parts.close();

        assertThat(ended).containsExactly("controller");
    }

    /** The first certificate came while the process was about to end. */
    @Test
    void whatBeginsAfterTheEndIsEndedAtOnce() {
        parts.close();

        parts.add(() -> ended.add("server"));

        assertThat(ended).containsExactly("server");
    }

    @Test
    void whatBeginsDuringTheEndIsEnded() {
        parts.add(() -> ended.add("controller"));
        parts.add(() -> {
            ended.add("certificates");
            parts.add(() -> ended.add("server"));
        });

        parts.close();

        assertThat(ended).containsExactly("certificates", "server", "controller");
    }

    @Test
    void whateverThreadsBeginAndEndThemEachIsEndedOnce() throws InterruptedException {
        int each = 20_000;
        AtomicInteger ends = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>(IntStream.range(0, 4)
                .mapToObj(_ -> Thread.ofPlatform().start(() -> {
                    wait(together);
                    IntStream.range(0, each).forEach(_ -> parts.add(ends::incrementAndGet));
                }))
                .toList());
        threads.add(Thread.ofPlatform().start(() -> {
            wait(together);
            parts.close();
        }));
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        parts.close();

        assertThat(ends).hasValue(4 * each);
    }

    private static void wait(CountDownLatch together) {
        try {
            together.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
