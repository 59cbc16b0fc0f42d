package io.sallyport.cli.output;

/** What a command's exit code means; the same for every command. */
public final class ExitCode {
    public static final int DONE = 0;
    /** The input was understood, and the answer is no. */
    public static final int REFUSED = 1;
    /** The input could not be read. */
    public static final int UNREADABLE = 2;

    /** Nothing is wrong, and something soon may be. */
    public static final int WARNED = 3;

    /** Leading is over and a write cannot be stopped. */
    public static final int STUCK = 70;

    private ExitCode() {}
}
