package io.sallyport.webhook;

import java.time.Duration;

/**
 * What the server takes on, so that nobody who can reach the port can wear it out.
 *
 * @param bodyBytes   the longest body that is read
 * @param atATime     how many requests may be answered at a time: each may hold a whole body in memory
 * @param connections how many connections may be open
 * @param body        how long a body may take to arrive, however it is spread
 * @param head        how long a new connection may take to its first request, TLS included
 * @param idle        how long a connection may take from one answer to the next request
 */
public record WebhookLimits(
        int bodyBytes, int atATime, int connections, Duration body, Duration head, Duration idle) {

    /**
     * An API server gives a webhook 5 s, so a body that takes longer is waited for by nobody. It keeps idle connections
     * for 90 s: with a longer time we never close one under a request.
     */
    public static WebhookLimits of(int bodyBytes) {
        return new WebhookLimits(
                bodyBytes, 64, 1000, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(120));
    }
}
