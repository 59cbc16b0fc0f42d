package io.sallyport.webhook;

import io.netty.channel.Channel;
import io.sallyport.metrics.AdmissionMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may stay connected, from before TLS on: a handshake costs more than anything else that a stranger can ask for.
 *
 * <p>When there are too many, or too many of one peer, the one gives way that has kept us waiting longest: an API server sends
 * what it has to say within milliseconds, and takes no harm if a connection that it does not use ends. So whoever holds connections
 * loses them, and there is always room for one more. Those on which a review is being judged stay.
 *
 * <p>And what is waited for on a connection has its time. An idle timeout alone would not do: a client that sends one byte of a
 * request now and then is never idle. Lives on one event loop.
 */
final class Connections {
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final Comparator<Connection> LONGEST_WAIT = Comparator.comparing(connection -> connection.waitsSince);

    /** One of them. */
    private static final class Connection {
        private final Channel channel;
        private final String peer;
        private Runnable missed;
        private Duration deadline;
        private Duration waitsSince;
        private boolean judged;

        Connection(Channel channel, String peer) {
            this.channel = channel;
            this.peer = peer;
        }

        void await(Duration now, Duration within, Runnable otherwise) {
            waitsSince = now;
            deadline = now.plus(within);
            missed = otherwise;
            judged = false;
        }
    }

    private final Vertx vertx;
    private final WebhookLimits limits;
    private final AdmissionMetrics metrics;
    /** By the peer's address and port. */
    private final Map<String, Connection> open = new HashMap<>();
    private final Map<String, Integer> ofPeer = new HashMap<>();
    private final long begun = System.nanoTime();
    private volatile int size;

    Connections(Vertx vertx, WebhookLimits limits, AdmissionMetrics metrics) {
        this.vertx = vertx;
        this.limits = limits;
        this.metrics = metrics;
    }

    void start() {
        metrics.connections(() -> size);
        Duration shortest = Collections.min(List.of(limits.head(), limits.body(), limits.idle()));
        Duration pause = Collections.min(List.of(shortest.dividedBy(4), LONGEST_PAUSE));
        vertx.setPeriodic(pause.toMillis(), _ -> endOverdue());
    }

    /** A peer has connected, and said nothing yet. */
    void accepted(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress address)) {
            channel.close();
            return;
        }
        String peer = address.getAddress().getHostAddress();
        if (ofPeer.getOrDefault(peer, 0) >= limits.connectionsOfPeer()) {
            displace(Optional.of(peer));
        } else if (open.size() >= limits.connections()) {
            displace(Optional.empty());
        }
        var connection = new Connection(channel, peer);
        connection.await(now(), limits.head(), channel::close);
        String key = key(address);
        open.put(key, connection);
        ofPeer.merge(peer, 1, Integer::sum);
        size = open.size();
        channel.closeFuture().addListener(_ -> closed(key, connection));
        if (open.size() > limits.connections() || ofPeer.get(peer) > limits.connectionsOfPeer()) {
            // Nobody could give way. Not at once: the channel is still being set up.
            metrics.displaced();
            vertx.runOnContext(_ -> channel.close());
        }
    }

    /**
     * Something is waited for on a connection, however much else comes meanwhile.
     *
     * @param missed what to do if it is not here in time
     */
    void expect(HttpConnection http, Duration within, Runnable missed) {
        of(http).ifPresent(connection -> connection.await(now(), within, missed));
    }

    /**
     * A review is whole, and it is we who keep the peer waiting.
     *
     * @param missed what to do if it is not answered in time
     */
    void judge(HttpConnection http, Duration within, Runnable missed) {
        of(http).ifPresent(connection -> {
            connection.await(now(), within, missed);
            connection.judged = true;
        });
    }

    /** The request was answered, or given up. */
    void answered(HttpConnection http) {
        of(http).ifPresent(connection -> connection.await(now(), limits.idle(), connection.channel::close));
    }

    private void displace(Optional<String> peer) {
        Optional<Connection> longest = open.values().stream()
                .filter(connection -> !connection.judged && peer.map(connection.peer::equals).orElse(true))
                .min(LONGEST_WAIT);
        longest.ifPresent(connection -> {
            metrics.displaced();
            closed(key(connection.channel.remoteAddress()), connection);
            connection.channel.close();
        });
    }

    private void closed(String key, Connection connection) {
        if (open.remove(key, connection)) {
            ofPeer.computeIfPresent(connection.peer, (_, count) -> count == 1 ? null : count - 1);
            size = open.size();
        }
    }

    private void endOverdue() {
        Duration now = now();
        List<Connection> overdue =
                open.values().stream().filter(connection -> connection.deadline.compareTo(now) < 0).toList();
        overdue.forEach(connection -> {
            // Whatever it is that is done now, in the end the connection ends.
            Runnable missed = connection.missed;
            connection.await(now, limits.idle(), connection.channel::close);
            missed.run();
        });
    }

    private Optional<Connection> of(HttpConnection http) {
        var address = http.remoteAddress();
        return Optional.ofNullable(open.get(address.hostAddress() + " " + address.port()));
    }

    private static String key(SocketAddress address) {
        var internet = (InetSocketAddress) address;
        return internet.getAddress().getHostAddress() + " " + internet.getPort();
    }

    private Duration now() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
