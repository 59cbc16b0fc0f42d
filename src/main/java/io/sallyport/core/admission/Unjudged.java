package io.sallyport.core.admission;

/**
 * Why a write was refused though it was not judged. It is never left to {@code failurePolicy}: a webhook that fails open
 * would let in what its judge could not look at. While the guard only audits, it is allowed with a warning instead.
 */
public enum Unjudged {
    /** No JSON that is read, or not what an API server asks. */
    UNREADABLE(400, "BadRequest"),
    /** It did not arrive in time. */
    LATE(408, "Timeout"),
    /** It is longer than what is read. */
    TOO_LONG(413, "RequestEntityTooLarge"),
    /** An error of ours. */
    FAILED(500, "InternalError"),
    /** Too much is to be judged at a time; whoever is told so tries again by themselves, as kubectl and controllers do. */
    FULL(503, "ServiceUnavailable");

    private static final int TRY_AGAIN_SECONDS = 1;

    private final int code;
    private final String reason;

    Unjudged(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** As an HTTP status: of the refused write, and of the answer itself where it is not known which write it is. */
    public int code() {
        return code;
    }

    /** The same in the words of {@code metav1.StatusReason}. */
    public String reason() {
        return reason;
    }

    /** After how many seconds the same write may do better; 0 if it will not. */
    public int tryAgainSeconds() {
        return this == FULL || this == LATE ? TRY_AGAIN_SECONDS : 0;
    }
}
