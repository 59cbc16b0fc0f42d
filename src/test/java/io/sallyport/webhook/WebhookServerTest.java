package io.sallyport.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.Pem;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookServerTest {
    private static final String QUESTION = TlsCall.post("/judge", RunningServer.review("iris"));

    private RunningServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new RunningServer("TLSv1.3", Duration.ZERO);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void tellsWhetherItIsAliveAndReady() throws Exception {
        String probe = "GET /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertThat(server.send(probe.formatted("healthz")).status()).isEqualTo(200);
        assertThat(server.send(probe.formatted("readyz")).status()).isEqualTo(503);
        server.ready.set(true);
        assertThat(server.send(probe.formatted("readyz")).status()).isEqualTo(200);
    }

    @Test
    void speaksTls12OnlyIfToldTo() throws Exception {
        assertThatThrownBy(() -> server.send(QUESTION, "TLSv1.2")).isInstanceOf(SSLException.class);

        try (var older = new RunningServer("TLSv1.2", Duration.ZERO)) {
            assertThat(older.send(QUESTION, "TLSv1.2").status()).isEqualTo(200);
            older.swapCertificate();
            assertThat(older.send(QUESTION, "TLSv1.2").status()).isEqualTo(200);
            assertThat(older.send(QUESTION, "TLSv1.3").status()).isEqualTo(200);
        }
    }

    @Test
    void speaksNoTls12AfterASwapEither() throws Exception {
        server.swapCertificate();

        assertThatThrownBy(() -> server.send(QUESTION, "TLSv1.2")).isInstanceOf(SSLException.class);
        assertThat(server.send(QUESTION).status()).isEqualTo(200);
    }

    @Test
    void speaksNoPlainHttp() throws Exception {
        try (var socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).doesNotContain("HTTP");
        }
    }

    @Test
    void isNotTrustedByAClientOfAnotherAuthority() throws Exception {
        SSLContext other = server.otherTrust();

        assertThatThrownBy(() -> TlsCall.send(other, server.port(), QUESTION)).isInstanceOf(SSLException.class);
    }

    @Test
    void swapsItsCertificateWithoutLosingARequest() throws Exception {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var answered = new AtomicInteger();
        var done = new AtomicBoolean();
        var callers = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    try {
                        assertThat(server.send(QUESTION).status()).isEqualTo(200);
                        answered.incrementAndGet();
                    } catch (Exception | AssertionError e) {
                        failures.add(e);
                    }
                }
                callers.countDown();
            });
        }

        CertificateBundle last = server.swapCertificate();
        for (int i = 0; i < 15; i++) {
            last = server.swapCertificate();
            int before = answered.get();
            while (answered.get() < before + 4 && failures.isEmpty()) {
                Thread.sleep(5);
            }
        }
        done.set(true);
        callers.await();

        assertThat(failures).isEmpty();
        assertThat(server.send(QUESTION).served())
                .isEqualTo(Pem.certificates(last.chain(), "tls.crt").getFirst());
    }

    @Test
    void answersWhileItDrainsAndClosesAfterwards() throws Exception {
        try (var draining = new RunningServer("TLSv1.3", Duration.ofSeconds(3))) {
            draining.ready.set(true);
            HttpClient client = HttpClient.newBuilder().sslContext(draining.trust).build();
            URI probe = uri(draining, "/readyz");
            assertThat(ask(client, draining).headers().firstValue("connection")).isEmpty();
            assertThat(send(client, HttpRequest.newBuilder(probe)).statusCode()).isEqualTo(200);

            Future<Void> stopped = draining.stop();
            while (send(client, HttpRequest.newBuilder(probe)).statusCode() != 503) {
                Thread.sleep(5);
            }

            HttpResponse<String> answer = ask(client, draining);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("connection")).contains("close");
            assertThat(stopped.isComplete()).isFalse();
            RunningServer.await(stopped);
            assertThatThrownBy(() -> new Socket("localhost", probe.getPort()).close()).isInstanceOf(IOException.class);
        }
    }

    /** On a connection that is kept, as the API server does it. */
    private static HttpResponse<String> ask(HttpClient client, RunningServer server) throws Exception {
        return send(
                client,
                HttpRequest.newBuilder(uri(server, "/judge"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(RunningServer.review("iris"))));
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(RunningServer server, String path) {
        return URI.create("https://localhost:" + server.port() + path);
    }
}
