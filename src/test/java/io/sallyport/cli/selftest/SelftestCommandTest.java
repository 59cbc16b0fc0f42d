package io.sallyport.cli.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.CommandRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SelftestCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void saysWhatItTriesAndHowItEnds() {
        CommandRun run = CommandRun.of("selftest", "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("dry runs").contains("--model=NS/NAME").contains("Exit codes: 0 all as promised");
    }

    @Test
    void needsToKnowWhoItIs() {
        CommandRun run = CommandRun.of("selftest");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("POD_NAMESPACE is not set");
    }

    @Test
    void triesAgainForAWhile() {
        Iterator<Optional<String>> faults = List.of(Optional.of("not yet"), Optional.<String>empty()).iterator();
        Trials trials = new Trials(new PrintWriter(out), Duration.ofSeconds(30));

        trials.show("it holds", faults::next);

        assertThat(out.toString()).isEqualToIgnoringNewLines("ok    it holds\n");
        assertThat(trials.exitCode()).isZero();
    }

    @Test
    void oneFaultIsEnoughToFailAndTheRestIsTriedAllTheSame() {
        Trials trials = new Trials(new PrintWriter(out), Duration.ZERO);

        trials.show("it holds", () -> Optional.of("it does not: mend it"));
        trials.show("so does this", Optional::empty);

        assertThat(out.toString().lines())
                .containsExactly("FAIL  it holds", "      it does not: mend it", "ok    so does this");
        assertThat(trials.exitCode()).isEqualTo(1);
    }
}
