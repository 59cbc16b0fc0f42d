package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The security model says of each webhook of the chart what it does while no Pod answers, as values.yaml has it. */
class WebhooksPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)\\.sallyport\\.io` \\|.*?\\| `(Ignore|Fail)` \\|");
    private static final Pattern WEBHOOK = Pattern.compile("(?m)^ +- name: (\\w+)\\.sallyport\\.io$");
    /** Its policy is no value: it changes nothing, and only gives a reason that the guard refuses for by itself. */
    private static final String REASON = "reason";

    @Test
    void eachWebhookIsListedWithItsFailurePolicy() throws IOException {
        JsonNode values = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("values.yaml")));
        Map<String, String> expected = new TreeMap<>(Map.of(REASON, "Ignore"));
        values.at("/webhook/failurePolicy").properties().forEach(policy ->
                expected.put(policy.getKey().toLowerCase(Locale.ROOT), policy.getValue().asText()));
        Map<String, String> listed = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("src/site/markdown/security.md"))).results()
                .forEach(row -> listed.put(row.group(1), row.group(2)));

        assertThat(listed).isEqualTo(expected);
        assertThat(listed.keySet()).containsExactlyInAnyOrderElementsOf(webhooks());
    }

    private static List<String> webhooks() throws IOException {
        String templates = Files.readString(Helm.CHART.resolve("templates/webhook/mutating.yaml"))
                + Files.readString(Helm.CHART.resolve("templates/webhook/validating.yaml"));
        return WEBHOOK.matcher(templates).results().map(webhook -> webhook.group(1)).toList();
    }
}
