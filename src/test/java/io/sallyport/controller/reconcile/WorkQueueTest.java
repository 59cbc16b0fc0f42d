package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.controller.cluster.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {
    private static final Key IRIS = new Key.Model("team", "iris");
    private static final Key WINE = new Key.Model("team", "wine");

    private final WorkQueue queue =
            new WorkQueue(new Backoff(Duration.ofMillis(40), Duration.ofSeconds(1), new Random(1)));

    @Test
    void handsAKeyOutOnceHoweverOftenItIsAdded() throws InterruptedException {
        IntStream.range(0, 100).forEach(i -> queue.add(IRIS));

        assertThat(queue.take()).contains(IRIS);
        assertThat(queue.size()).isZero();
    }

    @Test
    void keepsTheOrderButLetsTheGatewayPass() throws InterruptedException {
        queue.add(IRIS);
        queue.add(WINE);
        queue.add(Key.GATEWAY);

        assertThat(List.of(taken(), taken(), taken())).containsExactly(Key.GATEWAY, IRIS, WINE);
    }

    @Test
    void takesWhatIsWithoutHasteLastUnlessSomebodyWaitsForIt() throws InterruptedException {
        Key tree = new Key.Model("team", "tree");
        queue.addBehind(tree);
        queue.addBehind(IRIS);
        queue.add(WINE);
        queue.add(IRIS);

        assertThat(List.of(taken(), taken(), taken())).containsExactly(WINE, IRIS, tree);
        assertThat(queue.size()).isZero();
    }

    @Test
    void holdsBackAKeyThatIsBeingWorkedOnAndBringsItBackAfterwards() throws InterruptedException {
        queue.add(IRIS);
        Key key = taken();

        queue.add(IRIS);
        queue.add(IRIS);

        assertThat(queue.size()).isZero();
        queue.done(key);
        assertThat(queue.size()).isOne();
    }

    @Test
    void doesNotBringBackAKeyThatNobodyAddedAgain() throws InterruptedException {
        queue.add(IRIS);
        queue.done(taken());

        assertThat(queue.size()).isZero();
    }

    @Test
    void addsLaterWhatIsToBeAddedLaterAndTheEarliestWishCounts() throws InterruptedException {
        long before = System.nanoTime();
        queue.addAfter(IRIS, Duration.ofHours(1));
        queue.addAfter(IRIS, Duration.ofMillis(60));
        queue.addAfter(IRIS, Duration.ofMinutes(1));

        assertThat(taken()).isEqualTo(IRIS);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(60), Duration.ofSeconds(5));
    }

    @Test
    void tellsForHowLongTheOldestHasWaited() throws InterruptedException {
        assertThat(queue.oldest()).isZero();
        queue.add(IRIS);
        Thread.sleep(30);
        queue.add(WINE);
        queue.add(IRIS);

        assertThat(queue.oldest()).isGreaterThanOrEqualTo(Duration.ofMillis(30));

        taken();
        taken();
        assertThat(queue.oldest()).isZero();
    }

    @Test
    void waitsLongerAfterEveryFailureInARow() throws InterruptedException {
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long before = System.nanoTime();
            queue.retry(IRIS);
            queue.done(taken());
            pauses.add(Duration.ofNanos(System.nanoTime() - before));
        }

        assertThat(pauses.getFirst()).isBetween(Duration.ofMillis(20), Duration.ofMillis(150));
        assertThat(pauses.getLast()).isGreaterThanOrEqualTo(Duration.ofMillis(160));
    }

    @Test
    void startsAnewAfterASuccess() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            queue.retry(IRIS);
            queue.done(taken());
        }
        queue.succeeded(IRIS);
        long before = System.nanoTime();
        queue.retry(IRIS);
        queue.done(taken());

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(160));
    }

    @Test
    void wakesEveryWorkerWhenItIsClosedAndTakesNothingMore() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(3);
        IntStream.range(0, 3).forEach(i -> Thread.ofVirtual().start(() -> {
            try {
                if (queue.take().isEmpty()) {
                    ended.countDown();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));

        queue.close();
        queue.add(IRIS);

        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void neverGivesAKeyToTwoWorkersAndMissesNoChange() throws InterruptedException {
        int keys = 5;
        int[] wanted = new int[keys];
        int[] seen = new int[keys];
        Set<Key> busy = ConcurrentHashMap.newKeySet();
        List<Key> doubled = Collections.synchronizedList(new ArrayList<>());
        List<Thread> workers = IntStream.range(0, 8).mapToObj(i -> Thread.ofPlatform().start(() -> {
            try {
                for (Optional<Key> key = queue.take(); key.isPresent(); key = queue.take()) {
                    if (!busy.add(key.get())) {
                        doubled.add(key.get());
                    }
                    int index = Integer.parseInt(((Key.Model) key.get()).name());
                    synchronized (wanted) {
                        seen[index] = wanted[index];
                    }
                    Thread.onSpinWait();
                    busy.remove(key.get());
                    queue.done(key.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })).toList();

        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            int index = random.nextInt(keys);
            synchronized (wanted) {
                wanted[index] = i;
            }
            queue.add(new Key.Model("team", String.valueOf(index)));
        }

        while (queue.size() > 0 || !busy.isEmpty()) {
            Thread.sleep(5);
        }
        Thread.sleep(50);
        queue.close();
        for (Thread worker : workers) {
            worker.join();
        }
        assertThat(doubled).isEmpty();
        assertThat(seen).isEqualTo(wanted);
    }

    private Key taken() throws InterruptedException {
        return queue.take().orElseThrow();
    }
}
