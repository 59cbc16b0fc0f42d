package io.sallyport.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** How long the certificate that is served is good for. */
public final class CertificateMetrics {
    private volatile double notAfter = Double.NaN;

    CertificateMetrics(MeterRegistry registry) {
        Metrics.gauge(
                registry,
                "sallyport.certificate.not.after.timestamp.seconds",
                "When the certificate that is served ends, in seconds since 1970",
                () -> notAfter);
    }

    /** Another certificate is served from now on. */
    public void serves(Instant end) {
        notAfter = end.getEpochSecond();
    }
}
