package io.sallyport.cli.input;

/** What a person gave us cannot be read; the message says where and why, and no stack trace is shown. */
public final class UnreadableInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableInput(String message) {
        super(message);
    }
}
