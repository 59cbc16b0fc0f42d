package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.chart.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file in {@code refused/} holds values that the chart must not accept. Each line of the comment at its beginning
 * is somewhere in what helm says.
 */
class ChartRefusalsTest {
    private static final Path REFUSED = Path.of("src", "test", "resources", "chart", "refused");

    @TestFactory
    Stream<DynamicTest> refusesWithASentence() throws IOException {
        try (Stream<Path> files = Files.list(REFUSED)) {
            return files.sorted().toList().stream()
                    .flatMap(file -> Stream.of(Helm.Major.values())
                            .map(helm -> DynamicTest.dynamicTest(
                                    file.getFileName() + " " + helm, () -> refuses(helm.required(), file))));
        }
    }

    private static void refuses(Helm helm, Path file) throws IOException {
        Helm.Outcome outcome = helm.template(file);

        assertThat(outcome.exitCode()).as("accepted: " + file).isNotZero();
        assertThat(sentences(file)).as("sentences in " + file).isNotEmpty().allSatisfy(sentence -> assertThat(
                        outcome.errors())
                .contains(sentence));
    }

    private static List<String> sentences(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith("# "))
                .map(line -> line.substring(2))
                .toList();
    }
}
