package io.sallyport.core.guard.routes.values;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as Istio's objects write it, {@code 1h30m} or {@code 0.5s}; Envoy refuses negative ones, and any above 292 years. */
final class DurationText {
    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(\\.[0-9]{1,9})?(h|ms|m|s|us|ns)");
    private static final Map<String, Double> SECONDS =
            Map.of("h", 3600.0, "m", 60.0, "s", 1.0, "ms", 0.001, "us", 0.000_001, "ns", 0.000_000_001);
    /** A hundred years. */
    private static final double LONGEST = 3_155_760_000.0;
    /** Where it has to be above zero; as short as istiod's webhook lets one be. */
    private static final double SHORTEST = 0.000_999;

    private DurationText() {}

    static boolean taken(String text, boolean positive) {
        Matcher part = PART.matcher(text);
        double sum = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            String number = part.group(1) + (part.group(2) == null ? "" : part.group(2));
            sum += Double.parseDouble(number) * SECONDS.get(part.group(3));
            end = part.end();
        }
        boolean zero = text.equals("0") && !positive;
        return zero || end > 0 && end == text.length() && sum <= LONGEST && (!positive || sum >= SHORTEST);
    }
}
