package io.sallyport.chart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders with a {@code values.yaml} that the chart accepts. */
final class RenderCases {

    private RenderCases() {}

    static Stream<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Rendered.CASES)) {
            List<Path> folders = all.filter(folder -> !folder.endsWith("refused")).sorted().toList();
            return folders.stream();
        }
    }
}
