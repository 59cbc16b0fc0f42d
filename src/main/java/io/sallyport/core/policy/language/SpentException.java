package io.sallyport.core.policy.language;

/** The budget does not suffice. Only {@link Budget} can name it, so nobody else can catch it. */
final class SpentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    SpentException(String field) {
        super("budget spent", null, false, false);
        this.field = field;
    }

    String field() {
        return field;
    }
}
