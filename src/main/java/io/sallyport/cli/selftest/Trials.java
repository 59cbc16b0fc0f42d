package io.sallyport.cli.selftest;

import io.sallyport.cli.output.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Tries things until they are well, for a while, and prints a line for each: a fresh installation takes a moment. */
final class Trials {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final PrintWriter out;
    private final long deadline;
    private boolean failed;

    Trials(PrintWriter out, Duration patience) {
        this.out = out;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /** @param fault what is wrong; nothing if all is well */
    void show(String promise, Supplier<Optional<String>> fault) {
        Optional<String> found = fault.get();
        while (found.isPresent() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            found = fault.get();
        }
        out.println(found.map(text -> "FAIL  " + promise + "\n      " + text).orElse("ok    " + promise));
        out.flush();
        failed |= found.isPresent();
    }

    int exitCode() {
        return failed ? ExitCode.REFUSED : ExitCode.DONE;
    }
}
