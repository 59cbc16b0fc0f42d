package io.sallyport.core.companion.exposure;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time in {@code sallyport.io/until}: ISO 8601 with a zone, which may be written {@code Z}, {@code +01:00} or {@code +0100}. */
final class UntilText {
    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(.*)");

    private UntilText() {}

    /** @throws DateTimeException if it is no such time */
    static Instant read(String text) {
        return OffsetDateTime.parse(text, FORMAT).toInstant();
    }

    /** What is wrong with a text that cannot be read, as the end of a sentence; empty where it is no date at all. */
    static String wrong(String text) {
        Matcher parts = DATE.matcher(text);
        if (!parts.matches()) {
            return "";
        }
        try {
            LocalDate.parse(parts.group(1));
        } catch (DateTimeException e) {
            return ", a day that no calendar has";
        }
        if (parts.group(2).isEmpty()) {
            return ", a day without a time";
        }
        return parts.group(2).matches("T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?") ? ", a time without its zone" : "";
    }
}
