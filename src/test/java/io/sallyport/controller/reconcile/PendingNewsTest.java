package io.sallyport.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PendingNewsTest {
    private final AtomicLong now = new AtomicLong();
    private final PendingNews<String, String> news = new PendingNews<>(3, Duration.ofSeconds(5), now::get);

    @Test
    void tellsTheOldestFirstAndNothingTwice() {
        news.put("iris", "open");
        news.put("wine", "shut");
        assertThat(news.next(false)).contains("open");
        assertThat(news.next(false)).contains("shut");
        assertThat(news.next(false)).isEmpty();
    }

    @Test
    void tellsOnlyTheNewestOfEachSubject() {
        news.put("iris", "waiting");
        news.put("wine", "shut");
        news.put("iris", "open");
        assertThat(news.next(false)).contains("open");
        assertThat(news.next(false)).contains("shut");
        assertThat(news.next(false)).isEmpty();
    }

    @Test
    void tellsNothingOfASubjectThatIsForgotten() {
        news.put("iris", "waiting");
        news.forget("iris");
        assertThat(news.next(false)).isEmpty();
    }

    @Test
    void waitsWhileThereIsOtherWorkButNotForever() {
        news.put("iris", "waiting");
        pass(Duration.ofSeconds(4));
        news.put("iris", "open");
        assertThat(news.next(true)).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(news.next(true)).contains("open");
    }

    @Test
    void forgetsTheOldestWhereThereIsTooMuch() {
        for (String subject : new String[] {"a", "b", "c", "d"}) {
            news.put(subject, subject);
        }
        assertThat(news.size()).isEqualTo(3);
        assertThat(news.next(false)).contains("b");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
