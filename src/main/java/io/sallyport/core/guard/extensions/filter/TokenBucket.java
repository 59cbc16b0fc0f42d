package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.time.Duration;
import java.util.Optional;

/**
 * How many requests pass, and how often as many more. Source: envoy/type/v3/token_bucket.proto; Envoy refuses less than 50 ms
 * (source/extensions/filters/common/local_ratelimit).
 *
 * @param fillInterval empty if what is written there is refused anyhow
 */
record TokenBucket(Optional<Duration> fillInterval) {
    private static final Duration LEAST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofDays(30);

    static TokenBucket read(Message message) {
        message.required("max_tokens");
        message.required("fill_interval");
        message.whole("max_tokens", 1, 0xFFFF_FFFFL);
        message.whole("tokens_per_fill", 1, 0xFFFF_FFFFL);
        return new TokenBucket(message.duration("fill_interval", LEAST, MOST));
    }

    /** Older Envoys fill all buckets by one timer, and refuse an interval that is no multiple of the filter's own. */
    boolean fillsWith(TokenBucket filters) {
        return fillInterval.isEmpty() || filters.fillInterval.isEmpty()
                || fillInterval.get().toNanos() % filters.fillInterval.get().toNanos() == 0;
    }
}
