package io.sallyport.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Whether the guard over the protected policies is known to work. */
public final class GuardMetrics {
    private final Counter gaps;
    /** Not a number until somebody has looked, so that no alert takes "not known yet" for "not armed". */
    private volatile double armed = Double.NaN;
    private volatile boolean enforces = true;

    GuardMetrics(MeterRegistry registry) {
        Metrics.gauge(
                registry,
                "sallyport.guard.armed",
                "1 while a write that has to be refused was refused when last tried; 0 while it was not; NaN: not tried yet",
                () -> armed);
        Metrics.gauge(
                registry,
                "sallyport.guard.enforces",
                "1 if writes that would let a request in without a token are refused; 0 if settings.guard.mode is audit",
                () -> enforces ? 1 : 0);
        this.gaps = Counter.builder("sallyport.guard.gaps")
                .description("How often the guard was found not to be asked, or not to refuse what it must")
                .register(registry);
    }

    /** Whether anything is refused. */
    public void enforces(boolean refuses) {
        enforces = refuses;
    }

    /** The API server refused what the guard must refuse, or did not. */
    public void armed(boolean works) {
        armed = works ? 1 : 0;
    }

    /** Something was found that the guard does not cover. */
    public void gapSeen() {
        gaps.increment();
    }
}
