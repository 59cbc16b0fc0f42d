package io.sallyport.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/** Everything one process measures. */
public final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AdmissionMetrics admission = new AdmissionMetrics(registry);
    private final ControllerMetrics controller = new ControllerMetrics(registry);
    private final CertificateMetrics certificate = new CertificateMetrics(registry);
    private final GuardMetrics guard = new GuardMetrics(registry);

    /** @param version of the program */
    public Metrics(String version) {
        gauge(registry, "sallyport.build.info", "Which version runs: always 1, the version is a label", () -> 1, "version", version);
    }

    public AdmissionMetrics admission() {
        return admission;
    }

    public ControllerMetrics controller() {
        return controller;
    }

    public CertificateMetrics certificate() {
        return certificate;
    }

    public GuardMetrics guard() {
        return guard;
    }

    /** Everything, as Prometheus reads it. */
    public String scrape() {
        return registry.scrape();
    }

    static void gauge(MeterRegistry registry, String name, String help, Supplier<Number> value, String... labels) {
        Gauge.builder(name, value).description(help).tags(labels).register(registry);
    }
}
