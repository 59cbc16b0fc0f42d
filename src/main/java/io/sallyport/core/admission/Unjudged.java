package io.sallyport.core.admission;

/**
 * Why a write was refused though it was not judged. It is never left to {@code failurePolicy}: a webhook that fails open
 * would let in what its judge could not look at.
 */
public enum Unjudged {
    /** No JSON that is read, or not what an API server asks. */
    UNREADABLE(400, "BadRequest"),
    /** It did not arrive in time. */
    LATE(408, "Timeout"),
    /** It is longer than what is read. */
    TOO_LONG(413, "RequestEntityTooLarge"),
    /** An error of ours. */
    FAILED(500, "InternalError");

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
}
