package io.sallyport.webhook.judging;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A bounded line in which every peer has a line of its own: they are served in turn, and when it is full, the longest one
 * gives way. So a peer that asks a lot waits for itself, and never takes the place of one that asks less. Not for several threads.
 */
final class FairLine<T> {
    private final int most;
    private final Map<String, Deque<T>> peers = new LinkedHashMap<>();
    private int size;

    /** @param most how many may wait */
    FairLine(int most) {
        this.most = most;
    }

    /** Takes a place. What has to leave for it is returned: the newcomer itself, if its peer waits as much as any. */
    Optional<T> add(String peer, T newcomer) {
        if (size < most) {
            place(peer, newcomer);
            return Optional.empty();
        }
        Optional<Deque<T>> longest = peers.values().stream().max(Comparator.comparingInt(Deque::size));
        int own = peers.containsKey(peer) ? peers.get(peer).size() : 0;
        if (longest.isEmpty() || longest.get().size() <= own + 1) {
            return Optional.of(newcomer);
        }
        Optional<T> leaves = Optional.of(longest.get().removeLast());
        size--;
        place(peer, newcomer);
        return leaves;
    }

    /** Who is next. */
    Optional<T> next() {
        Optional<Map.Entry<String, Deque<T>>> turn = peers.entrySet().stream().findFirst();
        turn.ifPresent(peer -> peers.remove(peer.getKey()));
        Optional<T> next = turn.map(peer -> peer.getValue().removeFirst());
        next.ifPresent(_ -> size--);
        turn.filter(peer -> !peer.getValue().isEmpty()).ifPresent(peer -> peers.put(peer.getKey(), peer.getValue()));
        return next;
    }

    int size() {
        return size;
    }

    private void place(String peer, T newcomer) {
        peers.computeIfAbsent(peer, _ -> new ArrayDeque<>()).addLast(newcomer);
        size++;
    }
}
