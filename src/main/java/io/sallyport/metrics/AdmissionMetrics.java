package io.sallyport.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.AdmissionRequest.Operation;
import io.sallyport.core.admission.Unjudged;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the API server asked, and what it was answered. */
public final class AdmissionMetrics {
    /** From what a decision in memory takes to the longest time an API server waits. */
    private static final Duration[] BUCKETS = Stream.of(500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
                    1_000_000, 5_000_000)
            .map(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);

    private static final List<String> DECISIONS = List.of("allowed", "patched", "audited", "denied", "failed");
    private static final List<Integer> REFUSALS = List.of(400, 401, 405, 408, 413, 415, 500, 503);

    private final MeterRegistry registry;

    AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
        REFUSALS.forEach(this::refusedBefore);
    }

    /** @param requests how many are being answered now */
    public void inFlight(Supplier<Number> requests) {
        Metrics.gauge(registry, "sallyport.admission.in.flight", "Admission requests that are not answered yet, those that are still on their way among them", requests);
    }

    /** @param requests how many are here and wait for a thread */
    public void waiting(Supplier<Number> requests) {
        Metrics.gauge(registry, "sallyport.admission.waiting", "Admission requests that wait to be judged", requests);
    }

    /** @param open how many connections there are */
    public void connections(Supplier<Number> open) {
        Metrics.gauge(registry, "sallyport.connections", "Connections to the webhook, those that have not said anything yet among them", open);
        displacedConnections();
    }

    /** A connection was ended because there were too many. */
    public void displaced() {
        displacedConnections().increment();
    }

    /**
     * A webhook that is served from now on. Its series begin at zero, so that the first refusal is seen as one.
     *
     * @param path where the API server asks
     */
    public void serves(String path) {
        String webhook = name(path);
        duration(webhook);
        for (Operation operation : Operation.values()) {
            DECISIONS.forEach(decision -> requests(webhook, operation, decision));
        }
        Stream.of(RefusalReason.values()).forEach(reason -> refusals(webhook, reason));
        Stream.of(Unjudged.values()).forEach(cause -> unjudgedOf(webhook, cause));
    }

    /**
     * An answer of ours.
     *
     * @param probe true if we asked it ourselves, to see the guard refuse
     */
    public void answered(String path, AdmissionRequest request, AdmissionDecision decision, Duration took, boolean probe) {
        String webhook = name(path);
        Operation operation = request.operation();
        duration(webhook).record(took);
        switch (decision) {
            case AdmissionDecision.Allowed _ -> requests(webhook, operation, "allowed").increment();
            case AdmissionDecision.Patched _ -> requests(webhook, operation, "patched").increment();
            case AdmissionDecision.Audited _ -> requests(webhook, operation, "audited").increment();
            case AdmissionDecision.Denied(var faults) -> {
                requests(webhook, operation, "denied").increment();
                if (!probe) {
                    faults.stream().map(RefusalReason::of).distinct().forEach(reason -> refusals(webhook, reason).increment());
                }
            }
        }
    }

    /** A bug of ours kept the request from being judged; it is counted as {@link #unjudged} too. */
    public void failed(String path, Operation operation) {
        requests(name(path), operation, "failed").increment();
    }

    /** A write was refused that nobody judged. */
    public void unjudged(String path, Unjudged cause) {
        unjudgedOf(name(path), cause).increment();
    }

    /** Not an admission request, or one too many. */
    public void refused(int status) {
        refusedBefore(status).increment();
    }

    private Counter displacedConnections() {
        return Counter.builder("sallyport.connections.displaced")
                .description("Connections ended because there were too many, or too many of one address: those that kept us waiting longest")
                .register(registry);
    }

    private Counter refusedBefore(int status) {
        return Counter.builder("sallyport.http.refused")
                .description("HTTP requests that were refused before they were judged, by status")
                .tag("status", String.valueOf(status))
                .register(registry);
    }

    private Counter requests(String webhook, Operation operation, String decision) {
        return Counter.builder("sallyport.admission.requests")
                .description("Admission requests, by what they were answered; audited: allowed with a warning, because settings.guard.mode is audit; failed: not judged because of an error of ours")
                .tags("webhook", webhook, "operation", lower(operation), "decision", decision)
                .register(registry);
    }

    private Counter unjudgedOf(String webhook, Unjudged cause) {
        return Counter.builder("sallyport.admission.unjudged")
                .description("Writes refused without having been judged, or in audit mode allowed, by what kept us from it")
                .tags("webhook", webhook, "cause", lower(cause))
                .register(registry);
    }

    private Counter refusals(String webhook, RefusalReason reason) {
        return Counter.builder("sallyport.admission.refusals")
                .description("Refused admission requests, by the part of the object that was refused; the guard's own probes are not among them")
                .tags("webhook", webhook, "reason", lower(reason))
                .register(registry);
    }

    private Timer duration(String webhook) {
        return Timer.builder("sallyport.admission.duration")
                .description("How long an admission request took, from the whole body to the answer")
                .tag("webhook", webhook)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String name(String path) {
        return path.substring(1);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
