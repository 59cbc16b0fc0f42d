package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GoldenFiles;
import io.sallyport.chart.helm.Helm;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything that the chart makes of the values in {@code chart/renders/}, word for word. */
class ChartRendersTest {

    @TestFactory
    Stream<DynamicTest> renders() {
        return renders(Helm.Major.HELM_4);
    }

    @TestFactory
    Stream<DynamicTest> rendersTheSameWithHelm3() {
        return renders(Helm.Major.HELM_3);
    }

    private static Stream<DynamicTest> renders(Helm.Major helm) {
        return GoldenFiles.in("chart/renders", example -> {
            Helm.Outcome outcome = helm.required().template(example.path("values.yaml"));
            assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
            return Map.of("manifests.yaml", sorted(withoutDigests(outcome.output())));
        });
    }

    /** Without the digest of all values, which changes in every example with every new value. */
    private static String withoutDigests(String manifests) {
        return manifests.replaceAll("(sallyport\\.io/revision: \"\\d+)-[0-9a-f]{8}\"", "$1-DIGEST\"");
    }

    /** By template: Helm 3 and 4 differ in the order of what they do not know, and in blank lines. */
    private static String sorted(String manifests) {
        return Stream.of(manifests.split("(?m)^---\n"))
                .map(String::strip)
                .filter(object -> !object.isEmpty())
                .sorted()
                .map(object -> "---\n" + object + "\n")
                .collect(Collectors.joining());
    }
}
