package io.sallyport.core.model.limit;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many calls in an interval: as many at once after a pause, and then as many more as the interval has passed. This is what
 * Envoy's token bucket does (source/common/common/token_bucket_impl.h fills it by and by).
 *
 * @param calls from 1 to {@link #MOST}
 * @param per   the interval
 */
public record Rate(int calls, Unit per) {
    /** More callers and calls than a gateway can tell apart would be needed for more. */
    public static final int MOST = 10_000;
    /** How a rate is written, as the end of a sentence. */
    public static final String FORM =
            "write a whole number from 1 to " + MOST + ", a slash, and second, minute or hour, such as 60/minute";

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,4})/(second|minute|hour)");

    /** An interval that people name. */
    public enum Unit {
        SECOND(1),
        MINUTE(60),
        HOUR(3600);

        private final int seconds;

        Unit(int seconds) {
            this.seconds = seconds;
        }

        public int seconds() {
            return seconds;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Empty if the text is no rate. */
    public static Optional<Rate> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new Rate(Integer.parseInt(parts.group(1)), Unit.valueOf(parts.group(2).toUpperCase(Locale.ROOT))))
                        .filter(rate -> rate.calls <= MOST)
                : Optional.empty();
    }

    /** True if whatever this lets through, the other does as well, over whatever time. */
    public boolean within(Rate other) {
        return calls <= other.calls && (long) calls * other.per.seconds <= (long) other.calls * per.seconds;
    }

    /** How many calls pass in a time at most: those saved up, and those that come to it meanwhile. */
    public long passes(Unit time) {
        return calls + ((long) calls * time.seconds + per.seconds - 1) / per.seconds;
    }

    /** How long it takes until one more call passes, rounded up to whole seconds. */
    public Duration pause() {
        return Duration.ofSeconds((per.seconds + calls - 1) / calls);
    }

    @Override
    public String toString() {
        return calls + "/" + per;
    }
}
