package io.sallyport.webhook.judging;

import io.sallyport.webhook.review.ReviewHead;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** A request's body while it arrives: all of it up to a bound, and only its head beyond that. Lives on one event loop. */
final class ArrivingBody {
    private final int most;
    private byte[] bytes = new byte[0];
    private int length;
    private boolean tooLong;

    /** @param most how many bytes are kept */
    ArrivingBody(int most) {
        this.most = most;
    }

    void add(Buffer chunk) {
        if (tooLong) {
            return;
        }
        // What was only announced takes no memory.
        tooLong = chunk.length() > most - length;
        int more = tooLong ? Math.clamp((long) ReviewHead.BYTES - length, 0, chunk.length()) : chunk.length();
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, (int) Math.min(most, 2L * length)));
        }
        chunk.getBytes(0, more, bytes, length);
        length += more;
        if (tooLong) {
            bytes = Arrays.copyOf(bytes, Math.min(length, ReviewHead.BYTES));
            length = bytes.length;
        }
    }

    /** True if there is more than is kept. */
    boolean tooLong() {
        return tooLong;
    }

    /** What is kept. */
    byte[] bytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** How many bytes are kept. */
    int size() {
        return bytes.length;
    }

    /** Keeps nothing any more. */
    void drop() {
        bytes = new byte[0];
        length = 0;
        tooLong = true;
    }
}
