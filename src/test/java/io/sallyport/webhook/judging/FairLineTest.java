package io.sallyport.webhook.judging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FairLineTest {
    private final FairLine<String> line = new FairLine<>(4);

    @Test
    void servesPeersInTurnAndEachInItsOrder() {
        add("a1", "a2", "a3", "b1");

        assertThat(all()).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void theLongestLineGivesWayWhenItIsFull() {
        add("a1", "a2", "a3", "a4");

        assertThat(line.add("b", "b1")).contains("a4");
        assertThat(line.add("b", "b2")).contains("a3");
        assertThat(line.add("b", "b3")).contains("b3");
        assertThat(line.add("a", "a5")).contains("a5");
        assertThat(all()).containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void manyPeersOfOneEachLeaveNoPlaceForMore() {
        add("a1", "b1", "c1", "d1");

        assertThat(line.add("e", "e1")).contains("e1");
        assertThat(line.size()).isEqualTo(4);
    }

    @Test
    void isEmptyAtFirstAndInTheEnd() {
        assertThat(line.next()).isEmpty();
        add("a1");
        assertThat(all()).containsExactly("a1");
        assertThat(line.next()).isEmpty();
        assertThat(line.size()).isZero();
    }

    private void add(String... newcomers) {
        for (String newcomer : newcomers) {
            assertThat(line.add(newcomer.substring(0, 1), newcomer)).isEmpty();
        }
    }

    private List<String> all() {
        return Stream.generate(line::next).takeWhile(Optional::isPresent).map(Optional::get).toList();
    }
}
