package io.sallyport.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.model.Fault;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.Pem;
import io.sallyport.tls.Pkix;
import io.sallyport.tls.StoredCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real server, spoken to by clients that trust its CA and nothing else. */
class WebhookServerTest {
    private static final int MOST_BYTES = 100_000;
    private static final String REVIEW =
            """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE",
             "kind":{"group":"serving.kserve.io","version":"v1beta1","kind":"InferenceService"},
             "name":"NAME","namespace":"team-a","object":{"metadata":{"name":"NAME"}},"oldObject":null}}""";

    private final CertificateRotation rotation = new CertificateRotation(
            new CertificateAuthority(
                    Clock.systemUTC(), new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90)),
            Set.of("localhost"));
    private final StoredCertificates stored = rotation.renewed(StoredCertificates.NONE);
    private final AtomicBoolean ready = new AtomicBoolean();
    private final Vertx vertx = Vertx.vertx();
    private WebhookServer server;
    private String deployment;
    private SSLContext trust;

    @BeforeEach
    void startServer() throws Exception {
        trust = Pkix.trusting(stored.authorities());
        start("TLSv1.3", Duration.ofMillis(300));
    }

    @AfterEach
    void stopServer() {
        await(vertx.close());
    }

    @Test
    void answersAReview() throws Exception {
        TlsCall call = TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris")));

        assertThat(call.status()).isEqualTo(200);
        assertThat(call.answer()).containsIgnoringCase("content-type: application/json");
        assertThat(call.body()).contains("\"uid\":\"u-1\"", "\"allowed\":true");
    }

    @Test
    void answersARefusalWithStatus200() throws Exception {
        TlsCall call = TlsCall.send(trust, port(), TlsCall.post("/judge?timeout=5s", review("refused")));

        assertThat(call.status()).isEqualTo(200);
        assertThat(call.body()).contains("\"allowed\":false", "\"code\":403", "metadata.name is refused: choose another");
    }

    @Test
    void answers500WithAnEmptyBodyOnABug() throws Exception {
        for (String name : List.of("bug", "deep")) {
            TlsCall call = TlsCall.send(trust, port(), TlsCall.post("/judge", review(name)));

            assertThat(call.status()).isEqualTo(500);
            assertThat(call.body()).isEmpty();
        }
    }

    @Test
    void answers400ToWhatIsNoReview() throws Exception {
        assertRefused(400, "not an AdmissionReview", TlsCall.post("/judge", "{}"));
        assertRefused(400, "not JSON we can read", TlsCall.post("/judge", "{"));
        assertRefused(400, "", TlsCall.post("/judge", ""));
        assertRefused(400, "depth", TlsCall.post("/judge", "[".repeat(5000)));
    }

    @Test
    void answersOnlyToPost() throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS")) {
            assertRefused(405, "only POST", method + " /judge HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
    }

    /** The body is announced and never sent: the answer comes anyway. */
    @Test
    void looksAtTheContentTypeBeforeTheBody() throws Exception {
        assertRefused(415, "only application/json", "POST /judge HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n");
        assertRefused(
                415,
                "only application/json",
                "POST /judge HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/json\r\nContent-Length: 50000\r\n\r\n");
    }

    @Test
    void readsNoBodyThatIsTooLong() throws Exception {
        String start = "POST /judge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n";

        assertRefused(413, "longer than", start + "Content-Length: " + (MOST_BYTES + 1) + "\r\n\r\n");
        assertRefused(
                413,
                "longer than",
                start + "Transfer-Encoding: chunked\r\n\r\n" + ("fff\r\n" + "x".repeat(0xfff) + "\r\n").repeat(30));
    }

    @Test
    void hasNothingElseToSay() throws Exception {
        TlsCall call = TlsCall.send(trust, port(), TlsCall.post("/", ""));

        assertThat(call.status()).isEqualTo(404);
        assertThat(call.body()).isEmpty();
    }

    @Test
    void tellsWhetherItIsAliveAndReady() throws Exception {
        String probe = "GET /%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertThat(TlsCall.send(trust, port(), probe.formatted("healthz")).status()).isEqualTo(200);
        assertThat(TlsCall.send(trust, port(), probe.formatted("readyz")).status()).isEqualTo(503);
        ready.set(true);
        assertThat(TlsCall.send(trust, port(), probe.formatted("readyz")).status()).isEqualTo(200);
    }

    @Test
    void speaksTls12OnlyIfToldTo() throws Exception {
        assertThatThrownBy(() -> TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris")), "TLSv1.2"))
                .isInstanceOf(SSLException.class);

        start("TLSv1.2", Duration.ZERO);
        assertThat(TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris")), "TLSv1.2").status())
                .isEqualTo(200);
        await(server.useCertificate(stored.bundle()));
        assertThat(TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris")), "TLSv1.3").status())
                .isEqualTo(200);
    }

    @Test
    void speaksNoPlainHttp() throws Exception {
        try (var socket = new Socket("localhost", port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).doesNotContain("HTTP");
        }
    }

    @Test
    void isNotTrustedByAClientOfAnotherAuthority() throws Exception {
        SSLContext other = Pkix.trusting(rotation.renewed(StoredCertificates.NONE).authorities());

        assertThatThrownBy(() -> TlsCall.send(other, port(), TlsCall.post("/judge", review("iris"))))
                .isInstanceOf(SSLException.class);
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
                        assertThat(TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris"))).status())
                                .isEqualTo(200);
                        answered.incrementAndGet();
                    } catch (IOException | AssertionError e) {
                        failures.add(e);
                    }
                }
                callers.countDown();
            });
        }

        StoredCertificates last = stored;
        for (int i = 0; i < 15; i++) {
            last = rotation.renewed(new StoredCertificates(stored.authorities(), stored.caKey(), "", ""));
            await(server.useCertificate(last.bundle()));
            int before = answered.get();
            while (answered.get() < before + 4 && failures.isEmpty()) {
                Thread.sleep(5);
            }
        }
        done.set(true);
        callers.await();

        assertThat(failures).isEmpty();
        X509Certificate served = TlsCall.send(trust, port(), TlsCall.post("/judge", review("iris"))).served();
        assertThat(served).isEqualTo(Pem.certificates(last.chain(), "tls.crt").getFirst());
    }

    @Test
    void answersWhileItDrainsAndClosesAfterwards() throws Exception {
        ready.set(true);
        var client = HttpClient.newBuilder().sslContext(trust).build();
        assertThat(ask(client).headers().firstValue("connection")).isEmpty();
        int port = port();

        Future<Void> stopped = vertx.undeploy(deployment);
        Thread.sleep(150);

        HttpResponse<String> answer = ask(client);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).contains("close");
        assertThat(client.send(request(port, "/readyz").GET().build(), HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(503);
        assertThat(stopped.isComplete()).isFalse();
        await(stopped);
        assertThatThrownBy(() -> new Socket("localhost", port).close()).isInstanceOf(IOException.class);
    }

    private void start(String minTls, Duration quiet) {
        server = new WebhookServer(
                new WebhookOptions("localhost", 0, MOST_BYTES, minTls, quiet, Duration.ofSeconds(5)),
                stored.bundle(),
                Map.of("/judge", WebhookServerTest::judge),
                () -> true,
                ready::get);
        deployment = await(vertx.deployVerticle(server));
    }

    private static AdmissionDecision judge(AdmissionRequest request) {
        return switch (request.target().name()) {
            case "bug" -> throw new IllegalStateException("a bug");
            case "deep" -> judge(request, 0);
            case "refused" -> new AdmissionDecision.Denied(
                    List.of(new Fault("metadata.name", "is refused", "choose another")));
            default -> AdmissionDecision.allowed();
        };
    }

    private static AdmissionDecision judge(AdmissionRequest request, int depth) {
        return depth < 0 ? AdmissionDecision.allowed() : judge(request, depth + 1);
    }

    private void assertRefused(int status, String reason, String request) throws IOException {
        TlsCall call = TlsCall.send(trust, port(), request);

        assertThat(call.status()).isEqualTo(status);
        assertThat(call.body()).contains(reason);
    }

    private HttpResponse<String> ask(HttpClient client) throws Exception {
        return client.send(
                request(port(), "/judge")
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(review("iris")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).version(HttpClient.Version.HTTP_1_1);
    }

    private static String review(String name) {
        return REVIEW.replace("NAME", name);
    }

    private int port() {
        return server.actualPort();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
