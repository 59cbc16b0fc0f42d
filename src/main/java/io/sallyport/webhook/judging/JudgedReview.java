package io.sallyport.webhook.judging;

import io.sallyport.core.admission.Unjudged;
import io.sallyport.webhook.review.MalformedReviewException;
import io.vertx.core.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A review that waits for a thread; what comes of it is told to its event loop. */
public final class JudgedReview implements JudgeThreads.Case {
    private static final Logger LOGGER = LoggerFactory.getLogger(JudgedReview.class);

    private final PendingReview review;
    private final Judgement judgement;
    private final Context loop;

    public JudgedReview(PendingReview review, Judgement judgement, Context loop) {
        this.review = review;
        this.judgement = judgement;
        this.loop = loop;
    }

    @Override
    public void judge() {
        if (review.settled()) {
            return;
        }
        try {
            byte[] answer = judgement.of(review.begin());
            loop.runOnContext(_ -> review.answer(answer));
        } catch (MalformedReviewException e) {
            loop.runOnContext(_ -> review.refuse(Unjudged.UNREADABLE, e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOGGER.atError().setCause(e).log("Admission review not read");
            loop.runOnContext(_ -> review.refuse(Unjudged.FAILED, "an error of Sallyport's own; its log tells more"));
        }
    }

    @Override
    public void leave() {
        loop.runOnContext(_ -> review.refuse(Unjudged.FULL, "too many writes are being judged; try again"));
    }
}
