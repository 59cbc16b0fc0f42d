package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send too much, too slowly or nothing at all, against the real TLS server. */
@Timeout(30)
class OverloadTest {
    private static final String QUESTION = TlsCall.post("/judge", RunningServer.review("iris"));
    private static final String KEPT = QUESTION.replace("Connection: close\r\n", "");
    private static final Duration SHORT = Duration.ofMillis(300);
    /** Enough for one on a busy machine. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void refusesAtOnceWhatIsMoreThanMayWait() throws Exception {
        try (var server = new RunningServer(judging(2, 2))) {
            List<SSLSocket> waiting = ask("waits", 4, server);
            waitUntil(() -> judgesAndWait(2, 2, server));

            TlsCall call = server.send(QUESTION);

            assertThat(call.status()).isEqualTo(200);
            assertThat(call.body())
                    .contains("\"uid\":\"u-1\"", "\"allowed\":false", "\"code\":503", "\"retryAfterSeconds\":1", "too many writes");
            assertThat(server.metrics())
                    .contains("sallyport_admission_unjudged_total{cause=\"full\",webhook=\"judge\"} 1.0");
            server.waiting.release(4);
            for (SSLSocket socket : waiting) {
                assertThat(rest(socket)).contains("\"allowed\":true");
            }
            assertThat(server.send(QUESTION).body()).contains("\"allowed\":true");
        }
    }

    @Test
    void tellsThatItIsAliveWhileAllJudgesAreBusy() throws Exception {
        try (var server = new RunningServer(judging(2, 10))) {
            server.ready.set(true);
            List<SSLSocket> waiting = ask("waits", 6, server);
            waitUntil(() -> judgesAndWait(2, 4, server));

            for (String path : List.of("healthz", "readyz")) {
                String probe = "GET /" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                assertThat(server.send(probe).status()).isEqualTo(200);
            }
            server.waiting.release(6);
            for (SSLSocket socket : waiting) {
                assertThat(rest(socket)).contains("\"allowed\":true");
            }
        }
    }

    /** An API server then leaves it to failurePolicy. */
    @Test
    void refusesWhatIsNotJudgedBeforeTheAskerGivesUp() throws Exception {
        try (var server = new RunningServer(judging(1, 10))) {
            SSLSocket begun = ask("waits", 1, server).getFirst();
            String hurried = TlsCall.post("/judge?timeout=1s", RunningServer.review("iris"));
            waitUntil(() -> server.metrics().contains("sallyport_admission_in_flight 1.0"));

            assertThat(server.send(hurried).body()).contains("\"allowed\":false", "\"code\":408", "within 750 ms");
            server.waiting.release();
            assertThat(rest(begun)).contains("\"allowed\":true");
        }
    }

    @Test
    void aBodyThatIsOnlyAnnouncedTakesNobodysPlace() throws Exception {
        try (var server = new RunningServer(judging(1, 1))) {
            List<SSLSocket> slow = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                slow.add(open(server));
                send(slow.getLast(), withoutEnd(QUESTION));
            }

            assertThat(server.send(QUESTION).body()).contains("\"allowed\":true");
            for (SSLSocket socket : slow) {
                socket.close();
            }
        }
    }

    /** What is begun and not ended gives way to what is small. */
    @Test
    void bodiesThatAreNotEndedCrowdOutThemselves() throws Exception {
        var limits = new WebhookLimits(RunningServer.MOST_BYTES, 2L * RunningServer.MOST_BYTES, 1, 10, 100, 100, LONG, LONG, LONG);
        try (var server = new RunningServer(limits)) {
            String large = withoutEnd(TlsCall.post("/judge", RunningServer.review("x".repeat(RunningServer.MOST_BYTES / 3))));
            List<SSLSocket> slow = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                slow.add(open(server));
                send(slow.getLast(), large);
            }
            waitUntil(() -> server.metrics().contains("cause=\"full\",webhook=\"judge\"} ")
                    && !server.metrics().contains("cause=\"full\",webhook=\"judge\"} 0.0"));

            for (int i = 0; i < 20; i++) {
                assertThat(server.send(QUESTION).body()).contains("\"allowed\":true");
            }
            for (SSLSocket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void waitsForABodyOnlySoLong() throws Exception {
        try (var server = new RunningServer(limits(10, SHORT, LONG, LONG));
                SSLSocket stalled = open(server)) {
            send(stalled, withoutEnd(QUESTION));

            assertThat(rest(stalled))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"uid\":\"u-1\"", "\"allowed\":false", "\"code\":408", "did not arrive within 300 ms");
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    @Test
    void doesNotWaitLongerForABodyThatTrickles() throws Exception {
        try (var server = new RunningServer(limits(10, SHORT, LONG, LONG));
                SSLSocket slow = open(server)) {
            send(slow, "POST /judge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 5000\r\n\r\n");

            assertThat(trickle(slow, " ")).isLessThan(Duration.ofSeconds(10));
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    @Test
    void endsAConnectionWhoseFirstRequestTrickles() throws Exception {
        try (var server = new RunningServer(limits(10, LONG, HANDSHAKE, LONG));
                SSLSocket slow = open(server)) {
            send(slow, "POST /judge HTTP/1.1\r\nX-Slow: ");

            assertThat(trickle(slow, "x")).isLessThan(Duration.ofSeconds(15));
        }
    }

    @Test
    void endsAConnectionWhoseNextRequestTrickles() throws Exception {
        try (var server = new RunningServer(limits(10, LONG, LONG, SHORT));
                SSLSocket slow = open(server)) {
            send(slow, KEPT);
            readSome(slow);
            send(slow, "POST /judge HTTP/1.1\r\nX-Slow: ");

            assertThat(trickle(slow, "x")).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void keepsAConnectionThatIsAskedAgainInTime() throws Exception {
        Duration first = HANDSHAKE.multipliedBy(2);
        try (var server = new RunningServer(limits(10, LONG, first, LONG));
                SSLSocket kept = open(server)) {
            send(kept, KEPT);
            assertThat(readSome(kept)).startsWith("HTTP/1.1 200");
            Thread.sleep(first.plus(SHORT).toMillis());
            send(kept, KEPT);
            assertThat(readSome(kept)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void endsConnectionsThatSayNothing() throws Exception {
        try (var server = new RunningServer(limits(10, LONG, HANDSHAKE, HANDSHAKE));
                var withoutTls = new Socket("localhost", server.port());
                SSLSocket withTls = open(server)) {
            withoutTls.setSoTimeout(20_000);

            assertThat(withoutTls.getInputStream().readAllBytes()).isEmpty();
            assertThat(rest(withTls)).isEmpty();
        }
    }

    @Test
    void takesOnlySoManyConnectionsAndEndsThoseThatKeptItWaitingLongest() throws Exception {
        try (var server = new RunningServer(limits(3, LONG, LONG, LONG))) {
            List<SSLSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                sockets.add(open(server));
            }

            assertThat(rest(sockets.get(0))).isEmpty();
            assertThat(rest(sockets.get(1))).isEmpty();
            for (SSLSocket socket : sockets.subList(2, 5)) {
                send(socket, QUESTION);
                assertThat(rest(socket)).startsWith("HTTP/1.1 200");
                socket.close();
            }
            assertThat(server.metrics()).contains("sallyport_connections_displaced_total 2.0");
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    /** Those of whom nothing has come yet, not even of a handshake, count as well. */
    @Test
    void countsConnectionsBeforeTheirHandshake() throws Exception {
        try (var server = new RunningServer(limits(3, LONG, LONG, LONG))) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                silent.add(new Socket("localhost", server.port()));
            }
            waitUntil(() -> server.metrics().contains("sallyport_connections_displaced_total 2.0"));

            assertThat(server.metrics()).contains("sallyport_connections 3.0");
            assertThat(server.send(QUESTION).body()).contains("\"allowed\":true");
            for (Socket socket : silent) {
                socket.close();
            }
            waitUntil(() -> server.metrics().contains("sallyport_connections 0.0"));
        }
    }

    @Test
    void aPeerWithTooManyLosesItsOwnAndNoOneElses() throws Exception {
        var limits = new WebhookLimits(RunningServer.MOST_BYTES, 1L << 20, 2, 10, 10, 3, LONG, LONG, LONG);
        try (var server = new RunningServer(limits);
                SSLSocket other = open(server)) {
            List<Socket> greedy = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                greedy.add(new Socket("localhost", server.port(), InetAddress.getByName("127.0.0.2"), 0));
            }
            waitUntil(() -> server.metrics().contains("sallyport_connections_displaced_total 17.0"));

            send(other, QUESTION);
            assertThat(rest(other)).startsWith("HTTP/1.1 200");
            for (Socket socket : greedy) {
                socket.close();
            }
        }
    }

    /** Nobody is cut off for what keeps us busy. */
    @Test
    void whoIsBeingJudgedStays() throws Exception {
        try (var server = new RunningServer(limits(3, LONG, LONG, LONG))) {
            List<SSLSocket> judged = ask("waits", 3, server);
            waitUntil(() -> judgesAndWait(2, 1, server));

            try (var oneMore = new Socket("localhost", server.port())) {
                oneMore.setSoTimeout(20_000);
                assertThat(oneMore.getInputStream().readAllBytes()).isEmpty();
            }
            server.waiting.release(3);
            for (SSLSocket socket : judged) {
                assertThat(rest(socket)).contains("\"allowed\":true");
            }
        }
    }

    @Test
    void readsNoHeadThatIsTooLong() throws Exception {
        try (var server = new RunningServer(limits(10, LONG, LONG, LONG))) {
            String head = "POST /judge HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n";

            assertThat(server.send(head).status()).isBetween(400, 499);
        }
    }

    private static WebhookLimits limits(int connections, Duration body, Duration head, Duration idle) {
        return new WebhookLimits(RunningServer.MOST_BYTES, 1L << 20, 2, 10, connections, connections, body, head, idle);
    }

    private static WebhookLimits judging(int judges, int waiting) {
        return new WebhookLimits(RunningServer.MOST_BYTES, 10L << 20, judges, waiting, 200, 200, LONG, LONG, LONG);
    }

    /** Asks about an object of this name so many times, each on a connection of its own. */
    private static List<SSLSocket> ask(String name, int times, RunningServer server) throws IOException {
        List<SSLSocket> sockets = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            sockets.add(open(server));
            send(sockets.getLast(), TlsCall.post("/judge", RunningServer.review(name)));
        }
        return sockets;
    }

    private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    /** Both: until a judge has taken it, one that will not have to wait counts as waiting, too. */
    private static boolean judgesAndWait(int judged, int waiting, RunningServer server) {
        return server.waiting.getQueueLength() == judged
                && server.metrics().contains("sallyport_admission_waiting " + waiting + ".0");
    }

    private static SSLSocket open(RunningServer server) throws IOException {
        var socket = (SSLSocket) server.trust.getSocketFactory().createSocket("localhost", server.port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private static String withoutEnd(String question) {
        return question.substring(0, question.length() - 1);
    }

    private static void send(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    private static String readSome(SSLSocket socket) throws IOException {
        byte[] bytes = new byte[10_000];
        int length = socket.getInputStream().read(bytes);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Everything until the server closes. */
    private static String rest(SSLSocket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends a byte now and then until the server has had enough; how long that took. */
    private static Duration trickle(SSLSocket socket, String drop) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            while (true) {
                send(socket, drop);
                Thread.sleep(50);
            }
        } catch (IOException closed) {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }
}
