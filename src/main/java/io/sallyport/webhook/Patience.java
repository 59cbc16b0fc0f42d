package io.sallyport.webhook;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long whoever asks is kept waiting. After its own time an API server gives up, and then {@code failurePolicy} decides; so
 * a review is answered before that, whatever there is to say by then.
 */
final class Patience {
    /** What an API server adds to the path: {@code timeoutSeconds} of the webhook, at most 30 s. */
    private static final Pattern ASKED = Pattern.compile("(\\d{1,2})s");

    private static final Duration USUAL = Duration.ofSeconds(5);
    private static final Duration MOST = Duration.ofSeconds(30);

    private Patience() {}

    /** A part of the asker's own time, which leaves some for the way. */
    static Duration of(HttpServerRequest request) {
        Duration asked = Optional.ofNullable(request.getParam("timeout"))
                .map(ASKED::matcher)
                .filter(Matcher::matches)
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds.group(1))))
                .filter(time -> time.isPositive() && time.compareTo(MOST) <= 0)
                .orElse(USUAL);
        return asked.multipliedBy(3).dividedBy(4);
    }
}
