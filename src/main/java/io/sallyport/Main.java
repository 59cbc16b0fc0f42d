package io.sallyport;

import io.sallyport.cli.Sallyport;

/** Entry point: the only place that reads the environment and ends the process. */
public final class Main {
    /** Leading is over and a write cannot be stopped: not even the shutdown hooks may delay the end. */
    private static final int STUCK = 70;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Sallyport.run(
                arguments, System.getenv(), () -> Runtime.getRuntime().halt(STUCK)));
    }
}
