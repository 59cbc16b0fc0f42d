package io.sallyport.core.policy.language;

/** What became of work that has a budget. */
public sealed interface Outcome<T> {

    /**
     * It was done.
     *
     * @param steps what it took
     */
    record Proven<T>(T value, long steps) implements Outcome<T> {}

    /**
     * It was given up before it was too much; to be treated like the worst that it could have found.
     *
     * @param field the place in the object that was looked at, as in a fault
     */
    record Unproven<T>(String field, String reason) implements Outcome<T> {}
}
