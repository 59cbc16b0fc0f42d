package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChartLintTest {

    @ParameterizedTest
    @EnumSource
    void lintsStrictly(Helm.Major helm) {
        for (String folder : List.of("default", "cert-manager", "provided", "customised", "bare", "observed", "removed")) {
            Helm.Outcome outcome = helm.required().run(
                    "lint", "--strict", "--namespace", "sallyport", "--kube-version", Helm.KUBERNETES,
                    "--values", Rendered.values(folder).toString(), Helm.CHART.toString());

            assertThat(outcome.exitCode()).as(outcome.output() + outcome.errors()).isZero();
        }
    }

    @Test
    void notesSayHowToExposeAModelAndCallIt() {
        assertThat(notes("default"))
                .contains("label inferenceservice MODEL expose-external=true")
                .contains("create token default --audience istio-ingressgateway.istio-system.svc.cluster.local)")
                .contains("http://istio-ingressgateway.istio-system.svc.cluster.local/kfserving/MODEL_NAMESPACE/MODEL")
                .contains("only works inside the cluster");
    }

    @Test
    void notesFollowTheSettings() {
        assertThat(notes("customised"))
                .contains("label inferenceservice MODEL example.com/expose=true")
                .contains("create token default)")
                .contains("https://ml.example.com/models/v1/MODEL_NAMESPACE/MODEL")
                .doesNotContain("only works inside the cluster");
    }

    private static String notes(String folder) {
        Helm.Outcome outcome = Helm.required().run(
                "install", "sallyport", Helm.CHART.toString(), "--namespace", "sallyport", "--dry-run=client",
                "--values", Rendered.values(folder).toString());
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        return outcome.output().replaceAll("(?s)^.*\nNOTES:", "");
    }

    @Test
    void isOfTheProgramsVersion() throws IOException {
        String version = Rendered.YAML.readTree(Files.readString(Helm.CHART.resolve("Chart.yaml")))
                .path("appVersion")
                .asText();

        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + version + "</version>");
    }
}
