package io.sallyport.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections on which no request arrives in time. An idle timeout alone would not: a client that sends one byte
 * of a request now and then is never idle. Lives on one event loop.
 */
final class Connections {
    private static final Logger LOGGER = LoggerFactory.getLogger(Connections.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    /**
     * @param nanos  when what is waited for has to be here
     * @param missed what becomes of the connection otherwise
     */
    private record Deadline(long nanos, Runnable missed) {}

    private final Vertx vertx;
    private final WebhookLimits limits;
    /** Of connections on which something has to arrive, not of those being answered. */
    private final Map<HttpConnection, Deadline> waiting = new HashMap<>();
    private int open;

    Connections(Vertx vertx, WebhookLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    void start() {
        Duration shortest = Collections.min(List.of(limits.head(), limits.body(), limits.idle()));
        Duration pause = Collections.min(List.of(shortest.dividedBy(4), LONGEST_PAUSE));
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
            await(connection, limits.head(), connection::close);
        }
    }

    /** The head of a request is here. */
    void asked(HttpConnection connection) {
        waiting.remove(connection);
    }

    /**
     * Something is waited for on a connection, however much comes meanwhile.
     *
     * @param missed what to do if it is not here in time
     */
    void expect(HttpConnection connection, Duration within, Runnable missed) {
        await(connection, within, missed);
    }

    /** The request was answered, or given up. */
    void answered(HttpConnection connection) {
        await(connection, limits.idle(), connection::close);
    }

    private void await(HttpConnection connection, Duration time, Runnable missed) {
        waiting.put(connection, new Deadline(System.nanoTime() + time.toNanos(), missed));
    }

    private void endOverdue() {
        long now = System.nanoTime();
        List<HttpConnection> overdue = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().nanos() - now < 0)
                .map(Map.Entry::getKey)
                .toList();
        overdue.forEach(connection -> waiting.remove(connection).missed().run());
    }
}
