package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send too much, too slowly or nothing at all, against the real TLS server. */
@Timeout(30)
class OverloadTest {
    private static final String QUESTION = TlsCall.post("/judge", RunningServer.review("iris"));
    private static final String KEPT = QUESTION.replace("Connection: close\r\n", "");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void refusesWhatIsMoreThanItAnswersAtATimeWithoutKeepingAnybodyWaiting() throws Exception {
        try (var server = new RunningServer(limits(2, 10, LONG, LONG, LONG));
                SSLSocket first = open(server);
                SSLSocket second = open(server)) {
            send(first, withoutEnd(QUESTION));
            send(second, withoutEnd(QUESTION));

            long before = System.nanoTime();
            assertThat(statusWhen(503, server)).contains("too many requests at a time");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));

            send(first, "}");
            send(second, "}");
            assertThat(rest(first)).startsWith("HTTP/1.1 200");
            assertThat(rest(second)).startsWith("HTTP/1.1 200");
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    @Test
    void waitsForABodyOnlySoLong() throws Exception {
        try (var server = new RunningServer(limits(1, 10, SHORT, LONG, LONG));
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
        try (var server = new RunningServer(limits(1, 10, SHORT, LONG, LONG));
                SSLSocket slow = open(server)) {
            send(slow, "POST /judge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 5000\r\n\r\n");

            assertThat(trickle(slow, " ")).isLessThan(Duration.ofSeconds(10));
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    @Test
    void endsAConnectionWhoseFirstRequestTrickles() throws Exception {
        try (var server = new RunningServer(limits(10, 10, LONG, SHORT, LONG));
                SSLSocket slow = open(server)) {
            send(slow, "POST /judge HTTP/1.1\r\nX-Slow: ");

            assertThat(trickle(slow, "x")).isBetween(SHORT.dividedBy(2), Duration.ofSeconds(10));
        }
    }

    @Test
    void endsAConnectionWhoseNextRequestTrickles() throws Exception {
        try (var server = new RunningServer(limits(10, 10, LONG, LONG, SHORT));
                SSLSocket slow = open(server)) {
            send(slow, KEPT);
            readSome(slow);
            send(slow, "POST /judge HTTP/1.1\r\nX-Slow: ");

            assertThat(trickle(slow, "x")).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void keepsAConnectionThatIsAskedAgainInTime() throws Exception {
        try (var server = new RunningServer(limits(10, 10, LONG, SHORT, Duration.ofSeconds(2)));
                SSLSocket kept = open(server)) {
            for (int i = 0; i < 4; i++) {
                send(kept, KEPT);
                assertThat(readSome(kept)).startsWith("HTTP/1.1 200");
                Thread.sleep(SHORT.multipliedBy(2).toMillis());
            }
        }
    }

    @Test
    void endsConnectionsThatSayNothing() throws Exception {
        try (var server = new RunningServer(limits(10, 10, LONG, SHORT, SHORT));
                var withoutTls = new Socket("localhost", server.port());
                SSLSocket withTls = open(server)) {
            withoutTls.setSoTimeout(10_000);

            assertThat(withoutTls.getInputStream().readAllBytes()).isEmpty();
            assertThat(rest(withTls)).isEmpty();
        }
    }

    @Test
    void takesOnlySoManyConnections() throws Exception {
        try (var server = new RunningServer(limits(10, 3, LONG, LONG, LONG))) {
            List<SSLSocket> sockets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sockets.add(open(server));
            }
            try (SSLSocket oneMore = open(server)) {
                assertThat(rest(oneMore)).isEmpty();
            }
            for (SSLSocket socket : sockets) {
                send(socket, QUESTION);
                assertThat(rest(socket)).startsWith("HTTP/1.1 200");
                socket.close();
            }
            assertThat(server.send(QUESTION).status()).isEqualTo(200);
        }
    }

    @Test
    void readsNoHeadThatIsTooLong() throws Exception {
        try (var server = new RunningServer(limits(10, 10, LONG, LONG, LONG))) {
            String head = "POST /judge HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n";

            assertThat(server.send(head).status()).isBetween(400, 499);
        }
    }

    private static WebhookLimits limits(int atATime, int connections, Duration body, Duration head, Duration idle) {
        return new WebhookLimits(RunningServer.MOST_BYTES, atATime, connections, body, head, idle);
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

    /** The first answers may still be others, because requests that were sent need not have arrived. */
    private static String statusWhen(int status, RunningServer server) throws Exception {
        TlsCall call = server.send(QUESTION);
        while (call.status() != status) {
            call = server.send(QUESTION);
        }
        return call.body();
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
