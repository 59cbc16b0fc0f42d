package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.cli.output.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The README is short and leads to every page; and every link to a file of the repository leads somewhere, down to the heading. */
class DocumentsTest {
    private static final int MOST_LINES = 120;
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\n(.*?)^```");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    @TestFactory
    Stream<DynamicTest> linksLeadSomewhere() throws IOException {
        return pages().stream().map(page -> DynamicTest.dynamicTest(page.toString(), () -> assertThat(broken(page)).isEmpty()));
    }

    @Test
    void theReadmeCanBeReadAtOnce() throws IOException {
        assertThat(Files.readAllLines(Path.of("README.md"))).hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        assertThat(pages()).filteredOn(page -> !page.equals(Path.of("README.md")))
                .allSatisfy(page -> assertThat(readme).contains("](" + page + ")"));
    }

    @TestFactory
    Stream<DynamicTest> examplesInYamlAreYaml() throws IOException {
        return pages().stream().map(page -> DynamicTest.dynamicTest(page.toString(), () ->
                assertThat(YAML_BLOCK.matcher(Files.readString(page)).results().map(block -> block.group(1)))
                        .allSatisfy(block -> assertThat(YamlText.read(block)).isNotEmpty())));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                Path.of("README.md"), Path.of("charts/sallyport/README.md"), Path.of("certs-script/README.md"),
                Path.of("e2e/README.md")));
        try (Stream<Path> files = Files.walk(Path.of("src/site/markdown"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    private static List<String> broken(Path page) {
        return LINK.matcher(text(page)).results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .filter(link -> !resolves(page, link))
                .toList();
    }

    private static boolean resolves(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them: small letters, spaces become hyphens, and other signs go away. */
    private static Set<String> anchors(Path page) {
        return HEADING.matcher(text(page)).results()
                .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** Without what only looks like a heading or a link: blocks of code. */
    private static String text(Path page) {
        try {
            return Pattern.compile("(?ms)^```.*?^```").matcher(Files.readString(page)).replaceAll(Matcher.quoteReplacement(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
