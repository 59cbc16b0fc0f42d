package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A room is small, says what it is for, and is where the drawing for contributors has it. */
class RoomsTest {
    private static final int MOST_FILES = 15;

    @Test
    @Tag("pages")
    void theyAreDrawnAsTheyAre() throws IOException {
        var classes = new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("io.sallyport");

        new GeneratedPart(Path.of("src/site/markdown/contribute.md"), "rooms").is(Rooms.of(classes).drawing());
    }

    @Test
    void noRoomIsSoLargeThatOneHasToSearchInIt() throws IOException {
        assertThat(files("main")).allSatisfy((room, files) ->
                assertThat(files).as(room).isLessThanOrEqualTo(MOST_FILES));
        assertThat(files("test")).allSatisfy((room, files) -> assertThat(files).as(room).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void everyRoomSaysWhatItIsFor() throws IOException {
        assertThat(files("main").keySet()).filteredOn(room -> !room.isEmpty()).allSatisfy(room ->
                assertThat(Path.of("src/main/java/io/sallyport", room, "package-info.java")).exists());
    }

    private static Map<String, Integer> files(String tree) throws IOException {
        Path root = Path.of("src", tree, "java/io/sallyport");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> root.relativize(file.getParent()).toString(), _ -> 1, Integer::sum, TreeMap::new));
        }
    }
}
