package io.sallyport.webhook.review;

/** A body that is not an AdmissionReview we can answer. */
public final class MalformedReviewException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedReviewException(String message) {
        super(message);
    }
}
