package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a page that a test makes from the program or the chart, between the comments {@code <!-- NAME: …} and
 * {@code <!-- end of NAME -->}. Tests that have one carry {@code @Tag("pages")}, so that one command writes them all anew.
 *
 * @param name as in the comments
 */
public record GeneratedPart(Path page, String name) {
    public static final Path REFERENCE = Path.of("src/site/markdown/reference.md");

    /** Compares, or with {@code -Dgolden.update=true} writes. */
    public void is(String expected) throws IOException {
        String text = Files.readString(page);
        int comment = text.indexOf("<!-- " + name + ": ");
        int begin = text.indexOf('\n', comment) + 1;
        int end = text.indexOf("<!-- end of " + name + " -->");
        assertThat(comment >= 0 && end >= begin).as("the comments of " + name + " in " + page).isTrue();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, text.substring(0, begin) + expected + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end))
                .as("write it anew with ./mvnw test -Dgroups=pages -Dgolden.update=true")
                .isEqualTo(expected);
    }
}
