package io.sallyport.webhook.judging;

import io.sallyport.core.admission.Unjudged;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What the bodies that are here or on their way hold together. When there is too much, the largest gives way: bodies that are
 * begun and never ended thus crowd out themselves, and not reviews of the usual few kilobytes. Lives on one event loop.
 */
public final class BodyMemory {
    private final long most;
    private final Map<PendingReview, Integer> reviews = new HashMap<>();
    private long held;

    /** @param most how many bytes they may hold */
    public BodyMemory(long most) {
        this.most = most;
    }

    /** A review has more of its body. */
    public void makeRoom(PendingReview review) {
        Integer before = reviews.put(review, review.size());
        held += review.size() - (before == null ? 0 : before);
        while (held > most && largestGivesWay()) {
            continue;
        }
    }

    /** Nothing of it is needed any more. */
    public void release(PendingReview review) {
        Integer size = reviews.remove(review);
        held -= size == null ? 0 : size;
    }

    private boolean largestGivesWay() {
        var largest = reviews.keySet().stream()
                .filter(review -> !review.begun())
                .max(Comparator.comparingInt(PendingReview::size));
        largest.ifPresent(review -> review.refuse(Unjudged.FULL, "too much is being sent to be judged; try again"));
        return largest.isPresent();
    }
}
