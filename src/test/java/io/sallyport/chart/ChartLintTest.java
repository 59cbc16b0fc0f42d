package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ChartLintTest {

    @TestFactory
    Stream<DynamicTest> lintsStrictly() throws IOException {
        Helm helm = Helm.required();
        return RenderCases.folders().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
            Helm.Outcome outcome = helm.run(
                    "lint", "--strict", "--namespace", "sallyport", "--values",
                    folder.resolve("values.yaml").toString(), Helm.CHART.toString());

            assertThat(outcome.exitCode()).as(outcome.output() + outcome.errors()).isZero();
        }));
    }

    @Test
    void notesSayHowToExposeAModelAndCallIt() {
        Helm.Outcome outcome = Helm.required()
                .run("install", "sallyport", Helm.CHART.toString(), "--namespace", "sallyport", "--dry-run=client");

        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        assertThat(outcome.output().replaceAll("(?s)^.*NOTES:", ""))
                .contains("label inferenceservice MODEL expose-external=true")
                .contains("create token default --audience istio-ingressgateway.istio-system.svc.cluster.local")
                .contains("http://istio-ingressgateway.istio-system.svc.cluster.local/kfserving/MODEL_NAMESPACE/MODEL");
    }

    @Test
    void isOfTheProgramsVersion() throws IOException {
        String version = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("Chart.yaml")))
                .path("appVersion")
                .asText();

        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + version + "</version>");
    }
}
