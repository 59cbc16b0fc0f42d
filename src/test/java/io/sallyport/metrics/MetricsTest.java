package io.sallyport.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GeneratedPart;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Path NAMES = Path.of("src/test/resources/metrics/names.txt");

    /** Dashboards and alerts of other people rely on these names. */
    @Test
    void exportsExactlyTheseMetrics() throws IOException {
        String exported = Exported.metrics().values().stream()
                .map(metric -> metric.name() + " " + metric.type() + "\n")
                .collect(Collectors.joining());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(NAMES, exported);
        }

        assertThat(exported).isEqualTo(Files.readString(NAMES));
    }

    @Test
    void everyMetricIsExplainedAndNamedAsPrometheusWants() {
        assertThat(Exported.metrics().values()).allSatisfy(metric -> {
            assertThat(metric.help()).as(metric.name()).isNotBlank();
            assertThat(metric.name()).startsWith("sallyport_");
            assertThat(metric.name().endsWith("_total")).as(metric.name()).isEqualTo(metric.type().equals("counter"));
        });
    }

    @Test
    @Tag("pages")
    void theReferenceListsThem() throws IOException {
        String table = Exported.metrics().values().stream()
                .filter(metric -> !metric.name().endsWith("_max"))
                .map(metric -> "| `" + metric.name() + "` | " + metric.type() + " | " + metric.help() + " |\n")
                .collect(Collectors.joining("", "| metric | type | what it tells |\n|---|---|---|\n", ""));

        new GeneratedPart(GeneratedPart.REFERENCE, "metrics").is(table);
    }

    @Test
    void countsEveryReasonOfARefusalOnce() {
        Metrics metrics = new Metrics("1");
        var refused = new AdmissionDecision.Denied(List.of(
                new Fault("metadata.annotations[sallyport.io/callers]", "is \"a b\"", "mend it"),
                new Fault("metadata.annotations[sallyport.io/until]", "is \"never\"", "mend it"),
                new Fault("rules", "are gone", "put them back")));

        metrics.admission().answered("/validate/x", Exported.deletion("iris"), refused, Duration.ofMillis(1), false);

        assertThat(metrics.scrape())
                .contains("sallyport_admission_requests_total{decision=\"denied\",operation=\"delete\",webhook=\"validate/x\"} 1.0")
                .contains("sallyport_admission_refusals_total{reason=\"annotation\",webhook=\"validate/x\"} 1.0")
                .contains("sallyport_admission_refusals_total{reason=\"object\",webhook=\"validate/x\"} 1.0");
    }

    @Test
    void aProbeOfTheGuardIsNoRefusalThatAnybodyHasToKnowOf() {
        Metrics metrics = new Metrics("1");
        metrics.admission().serves("/validate/x");
        var refused = new AdmissionDecision.Denied(List.of(new Fault("spec.rules", "lets in", "mend it")));

        metrics.admission().answered("/validate/x", Exported.deletion(GatewayCompanions.PROBE), refused, Duration.ofMillis(1), true);

        assertThat(metrics.scrape())
                .contains("sallyport_admission_requests_total{decision=\"denied\",operation=\"delete\",webhook=\"validate/x\"} 1.0")
                .contains("sallyport_admission_refusals_total{reason=\"object\",webhook=\"validate/x\"} 0.0");
    }

    @Test
    void seriesBeginAtZeroSoThatTheFirstFailureIsSeen() {
        assertThat(Exported.metricsOfEveryPart().scrape())
                .contains("sallyport_admission_requests_total{decision=\"failed\",operation=\"delete\",webhook=\"mutate/inferenceservice\"} 0.0")
                .contains("sallyport_changes_failed_total{change=\"apply\",kind=\"VirtualService\"} 0.0")
                .contains("sallyport_http_refused_total{status=\"503\"} 0.0");
    }

    @Test
    void whatNobodyHasLookedAtIsNotReportedAsMissing() {
        Metrics metrics = new Metrics("1");
        assertThat(metrics.scrape()).contains("sallyport_guard_armed NaN");

        metrics.guard().armed(false);
        metrics.guard().gapSeen();

        assertThat(metrics.scrape()).contains("sallyport_guard_armed 0.0").contains("sallyport_guard_gaps_total 1.0");
    }
}
