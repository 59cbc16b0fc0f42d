package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the chart makes of the {@code values.yaml} in each folder, as {@code out.yaml} beside it;
 * {@code -Dgolden.update=true} writes the second from the first.
 */
class ChartRendersTest {

    @TestFactory
    Stream<DynamicTest> renders() throws IOException {
        Helm helm = Helm.required();
        return RenderCases.folders().map(folder -> DynamicTest.dynamicTest(
                folder.getFileName().toString(), () -> renders(helm, folder)));
    }

    private static void renders(Helm helm, Path folder) throws IOException {
        Helm.Outcome outcome = helm.template(folder.resolve("values.yaml"));
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();

        Path expected = folder.resolve("out.yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(expected, outcome.output());
        }
        assertThat(outcome.output()).isEqualTo(Files.readString(expected));
        assertThat(namesIn(folder)).containsExactly("out.yaml", "values.yaml");
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
