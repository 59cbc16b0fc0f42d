package io.sallyport;

import io.sallyport.cli.Sallyport;

/** Entry point: the only place that reads the environment and ends the process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // A resumed session skips the look at the client's certificate. Read once by the platform, so set before all else.
        System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        Providers.keepOwn();
        System.exit(Sallyport.run(arguments, System.getenv(), Runtime.getRuntime()::halt));
    }
}
