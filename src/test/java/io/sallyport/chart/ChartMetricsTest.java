package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.chart.helm.Rendered;
import io.sallyport.metrics.Exported;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard, and the way to the metrics. */
class ChartMetricsTest {
    private static final Pattern METRIC = Pattern.compile("\\bsallyport_[a-z_]+");
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count|max)$");

    @Test
    void alertsAndDashboardNameNoMetricThatDoesNotExist() throws IOException {
        assertThat(named(expressions())).isNotEmpty().isSubsetOf(exported());
    }

    @Test
    void everythingThatIsMeasuredIsShown() throws IOException {
        assertThat(named(panels())).isEqualTo(exported());
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatToDoFirst() {
        assertThat(alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
            for (String part : List.of("summary", "description", "first")) {
                assertThat(alert.path("annotations").path(part).asText()).as(name + ": " + part).isNotBlank();
            }
        });
    }

    /** It should have been renewed by then, whatever its life. */
    @Test
    void theAlertOfTheCertificateFollowsItsLifetime() {
        assertThat(expression("SallyportCertificateEnds")).endsWith("< " + 2160 * 3600 / 6);
    }

    @Test
    void nothingIsMadeThatNeedsTheOperatorUnlessAskedFor() {
        Rendered rendered = Rendered.of("default");

        assertThat(rendered.objects()).extracting(object -> object.path("apiVersion").asText()).noneMatch(version -> version.contains("monitoring"));
        assertThat(rendered.the("Service", "sallyport-metrics").at("/spec/ports/0/port").asInt()).isEqualTo(9090);
    }

    @Test
    void theMonitorFindsTheMetricsServiceAndNoOther() {
        Rendered rendered = Rendered.of("observed");
        JsonNode wanted = rendered.the("ServiceMonitor", "sallyport").at("/spec/selector/matchLabels");

        assertThat(rendered.ofKind("Service")
                        .filter(service -> wanted.properties().stream()
                                .allMatch(label -> label.getValue().equals(service.at("/metadata/labels").path(label.getKey()))))
                        .map(service -> service.at("/metadata/name").asText()))
                .containsExactly("sallyport-metrics");
    }

    @Test
    void trafficReachesThePodsPortsAndOnlyThose() {
        for (String folder : List.of("default", "observed")) {
            Rendered rendered = Rendered.of(folder);
            JsonNode ports = rendered.the("Deployment", "sallyport").at("/spec/template/spec/containers/0/ports");
            JsonNode ingress = rendered.the("NetworkPolicy", "sallyport").at("/spec/ingress");

            assertThat(Rendered.stream(ingress).map(rule -> rule.at("/ports/0/port").asText()))
                    .containsExactlyElementsOf(Rendered.stream(ports).map(port -> port.path("name").asText()).toList());
        }
        assertThat(Rendered.of("observed").the("NetworkPolicy", "sallyport").at("/spec/ingress/1/from").size()).isOne();
    }

    private static Set<String> exported() {
        return Exported.metrics().keySet().stream()
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> named(Stream<String> expressions) {
        return expressions
                .flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group))
                .map(name -> PART.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> expressions() throws IOException {
        return Stream.concat(panels(), alerts().stream().map(alert -> alert.path("expr").asText()));
    }

    private static Stream<String> panels() throws IOException {
        String json = Rendered.of("observed").the("ConfigMap", "sallyport-dashboard").at("/data/sallyport.json").asText();
        return Rendered.stream(new ObjectMapper().readTree(json).path("panels"))
                .flatMap(panel -> Rendered.stream(panel.path("targets")))
                .map(target -> target.path("expr").asText());
    }

    private static List<JsonNode> alerts() {
        return Rendered.stream(Rendered.of("observed").the("PrometheusRule", "sallyport").at("/spec/groups/0/rules")).toList();
    }

    private static String expression(String alert) {
        return alerts().stream()
                .filter(found -> found.path("alert").asText().equals(alert))
                .map(found -> found.path("expr").asText())
                .findFirst()
                .orElseThrow();
    }
}
