package io.sallyport;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.controller.guard.GuardReason;
import io.sallyport.core.reconcile.ExposureStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of Events has a row, with its type, for every reason that the program gives, and for no other. */
class EventsPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)` \\| (Normal|Warning) \\|");

    @Test
    void everyReasonIsExplained() throws IOException {
        Stream<String> models = Arrays.stream(ExposureStatus.Kind.values()).map(kind -> kind.reason() + " " + kind.type());
        Stream<String> guard = Arrays.stream(GuardReason.values()).map(reason -> reason.text() + " " + reason.type());
        List<String> explained = ROW.matcher(Files.readString(Path.of("src/site/markdown/events.md"))).results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(explained).containsExactlyInAnyOrderElementsOf(Stream.concat(models, guard).toList());
    }
}
