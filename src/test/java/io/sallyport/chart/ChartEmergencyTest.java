package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How to change what is protected when no pod can run: the README has to name everything that would refuse it. */
class ChartEmergencyTest {
    private static final Pattern DELETION = Pattern.compile("kubectl delete (validating\\S+) (.+)");

    @Test
    void theReadmeNamesEverythingThatRefuses() throws IOException {
        String readme = Files.readString(Helm.CHART.resolve("README.md"));
        String section = readme.substring(readme.indexOf("## When Sallyport is down"), readme.indexOf("## Uninstalling"));

        assertThat(DELETION.matcher(section).results().flatMap(line -> Stream.of(line.group(2).split(" "))
                        .map(name -> line.group(1) + " " + name)))
                .containsExactlyInAnyOrderElementsOf(refusing());
    }

    /** A ValidatingAdmissionPolicy without a binding refuses nothing. */
    private static List<String> refusing() {
        return Stream.of("ValidatingWebhookConfiguration", "ValidatingAdmissionPolicyBinding")
                .flatMap(kind -> Rendered.of("default").ofKind(kind)
                        .map(object -> kind.toLowerCase(Locale.ROOT) + " " + object.at("/metadata/name").asText()))
                .toList();
    }
}
