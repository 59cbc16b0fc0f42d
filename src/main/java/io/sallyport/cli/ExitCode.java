package io.sallyport.cli;

/** What a command's exit code means; the same for every command. */
final class ExitCode {
    static final int DONE = 0;
    /** The input was understood, and the answer is no. */
    static final int REFUSED = 1;
    /** The input could not be read. */
    static final int UNREADABLE = 2;

    /** Leading is over and a write cannot be stopped. */
    static final int STUCK = 70;

    private ExitCode() {}
}
