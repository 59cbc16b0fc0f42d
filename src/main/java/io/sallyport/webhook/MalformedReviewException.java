package io.sallyport.webhook;

/** A body that is not an AdmissionReview we can answer. */
final class MalformedReviewException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedReviewException(String message) {
        super(message);
    }
}
