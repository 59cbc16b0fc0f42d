package io.sallyport.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections on which no request arrives in time. An idle timeout alone would not: a client that sends one byte
 * of a request now and then is never idle. Lives on one event loop.
 */
final class Connections {
    private static final Logger LOGGER = LoggerFactory.getLogger(Connections.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final WebhookLimits limits;
    /** By when the next request has to be here; empty-handed connections only, not those being answered. */
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private int open;

    Connections(Vertx vertx, WebhookLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    void start() {
        Duration quarter = limits.head().dividedBy(4);
        Duration pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        vertx.setPeriodic(pause.toMillis(), _ -> endOverdue());
    }

    void opened(HttpConnection connection) {
        open++;
        connection.closeHandler(_ -> {
            open--;
            waiting.remove(connection);
        });
        if (open > limits.connections()) {
            LOGGER.atWarn().addKeyValue("from", connection.remoteAddress()).log("Too many connections, one is closed");
            connection.close();
        } else {
            await(connection, limits.head());
        }
    }

    /** The head of a request is here. */
    void asked(HttpConnection connection) {
        waiting.remove(connection);
    }

    /** The request was answered, or given up. */
    void answered(HttpConnection connection) {
        await(connection, limits.idle());
    }

    private void await(HttpConnection connection, Duration time) {
        waiting.put(connection, System.nanoTime() + time.toNanos());
    }

    private void endOverdue() {
        long now = System.nanoTime();
        waiting.entrySet().stream()
                .filter(entry -> entry.getValue() - now < 0)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(HttpConnection::close);
    }
}
