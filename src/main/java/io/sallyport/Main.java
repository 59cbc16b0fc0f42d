package io.sallyport;

import io.sallyport.cli.Sallyport;

/** Entry point: the only place that reads the environment and ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Sallyport.run(arguments, System.getenv(), Runtime.getRuntime()::halt));
    }
}
