package io.sallyport.cli;

/** What a person gave us cannot be read; the message says where and why, and no stack trace is shown. */
final class UnreadableInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableInput(String message) {
        super(message);
    }
}
