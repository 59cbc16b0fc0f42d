package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Examples as files: every folder below {@code src/test/resources/ROOM} is one case, but those whose names begin with an
 * underscore, which cases share; what goes in are files named
 * {@code in-*}, what comes out is compared, as text, with the files named {@code out-*}.
 * {@code ./mvnw test -Dgolden.update=true} writes the latter anew.
 */
public final class GoldenFiles {
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");

    private GoldenFiles() {}

    /** The inputs of a case; remembers which were read, since a file that no one reads is a mistake. */
    public static final class Case {
        private final Path folder;
        private final Set<String> read = new TreeSet<>();

        private Case(Path folder) {
            this.folder = folder;
        }

        /** An input that may not be there; then the fallback. */
        public String in(String name, String fallback) {
            try {
                String text = Files.readString(folder.resolve("in-" + name));
                read.add("in-" + name);
                return text;
            } catch (NoSuchFileException e) {
                return fallback;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The path of an input, for code that reads files itself. */
        public Path path(String name) {
            read.add("in-" + name);
            return folder.resolve("in-" + name);
        }

        public boolean has(String name) {
            return Files.exists(folder.resolve("in-" + name));
        }
    }

    /** One test a folder; {@code run} turns a case into its outputs, file name without {@code out-} to text; empty texts are no files. */
    public static Stream<DynamicTest> in(String room, Function<Case, Map<String, String>> run) {
        Path root = Path.of("src/test/resources", room);
        return folders(root).map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(new Case(folder), run)));
    }

    private static void check(Case example, Function<Case, Map<String, String>> run) throws IOException {
        Map<String, String> outputs = run.apply(example);
        Set<String> expected = new TreeSet<>(example.read);
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            Path file = example.folder.resolve("out-" + output.getKey());
            if (output.getValue().isEmpty()) {
                if (UPDATE) {
                    Files.deleteIfExists(file);
                }
                continue;
            }
            expected.add("out-" + output.getKey());
            if (UPDATE) {
                Files.writeString(file, output.getValue());
            }
            assertThat(Files.exists(file) ? Files.readString(file) : "").as(file.toString()).isEqualTo(output.getValue());
        }
        try (Stream<Path> files = Files.list(example.folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).as("files in " + example.folder).hasSameElementsAs(expected);
        }
    }

    private static Stream<Path> folders(Path root) {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith("_"))
                    .sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
