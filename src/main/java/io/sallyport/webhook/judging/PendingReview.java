package io.sallyport.webhook.judging;

import io.sallyport.core.admission.Unjudged;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/**
 * One review from its head to its answer. It lives on its event loop; a judge's thread looks at its body, and asks whether it
 * is still waited for.
 */
public final class PendingReview {

    /** Answers with a judgement. */
    public interface Answer {
        void send(RoutingContext exchange, byte[] answer);
    }

    /** Refuses a review that nobody judged. */
    public interface Refusal {
        void refuse(RoutingContext exchange, byte[] body, Unjudged cause, String why);
    }

    private final RoutingContext exchange;
    private final ArrivingBody body;
    private final BodyMemory memory;
    private final Answer answer;
    private final Refusal refusal;
    private volatile byte[] whole = {};
    private volatile boolean settled;
    private volatile boolean begun;

    /**
     * @param most   how many bytes of its body are kept
     * @param memory what all of them share
     */
    public PendingReview(RoutingContext exchange, int most, BodyMemory memory, Answer answer, Refusal refusal) {
        this.exchange = exchange;
        this.body = new ArrivingBody(most);
        this.memory = memory;
        this.answer = answer;
        this.refusal = refusal;
        exchange.addEndHandler(_ -> settle(() -> {}));
    }

    /** Takes more of its body, and says whether there is too much of it. */
    public boolean add(Buffer chunk) {
        if (!settled) {
            body.add(chunk);
            memory.makeRoom(this);
        }
        return body.tooLong();
    }

    /** All of its body is here. */
    public void arrived() {
        whole = body.bytes();
    }

    /** How many bytes it keeps. */
    public int size() {
        return body.size();
    }

    /** All of its body, for the thread that judges it; from any thread. */
    public byte[] begin() {
        begun = true;
        return whole;
    }

    /** True if a judge has begun with it. */
    public boolean begun() {
        return begun;
    }

    /** True once it is answered, or nobody waits for an answer any more; from any thread. */
    public boolean settled() {
        return settled;
    }

    /** Answers, unless that has happened. */
    public void answer(byte[] bytes) {
        settle(() -> answer.send(exchange, bytes));
    }

    /** Refuses, unless it is answered. */
    public void refuse(Unjudged cause, String why) {
        settle(() -> refusal.refuse(exchange, body.bytes(), cause, why));
    }

    private void settle(Runnable last) {
        if (!settled) {
            settled = true;
            last.run();
            memory.release(this);
            body.drop();
            whole = new byte[0];
        }
    }
}
