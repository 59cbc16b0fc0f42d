package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each threat in the security model is shown by something that exists. */
class ThreatsTest {
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyThreatIsShownByATestThatExists() throws IOException {
        List<String> rows = rows();

        assertThat(rows).hasSizeGreaterThan(15);
        assertThat(rows).allSatisfy(row -> assertThat(shownBy(row)).as(row).isNotEmpty().allMatch(ThreatsTest::exists));
    }

    private static List<String> rows() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/security.md"));
        String section = page.substring(page.indexOf("## What it protects against"), page.indexOf("## What each right"));
        return section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| somebody "))
                .toList();
    }

    private static List<String> shownBy(String row) {
        String[] cells = row.split("\\|");
        return NAME.matcher(cells[cells.length - 1]).results().map((MatchResult name) -> name.group(1)).toList();
    }

    private static boolean exists(String name) {
        if (name.endsWith("Test") || name.endsWith("Fuzz")) {
            try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
                return files.anyMatch(file -> file.endsWith(name + ".java"));
            } catch (IOException e) {
                return false;
            }
        }
        return Files.exists(name.contains("/") ? Path.of(name) : Path.of("e2e/scenarios.d", name));
    }
}
