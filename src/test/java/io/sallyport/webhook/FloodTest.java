package io.sallyport.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Writers of what is dearest to judge and connections that send slowly, beside honest clients, before the real server and the
 * real guard.
 */
@Timeout(240)
class FloodTest {
    private static final int SLOW = 500;
    private static final int HOSTILE = 8;
    private static final int HONEST = 50;
    private static final int WRITES = 10;

    private final AtomicBoolean done = new AtomicBoolean();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> honest = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> probes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger hostile = new AtomicInteger();

    @Test
    void honestClientsAreAnsweredBesideSlowOnesAndHostileOnes() throws Exception {
        ExposureSettings settings = ExposureSettings.DEFAULTS;
        var guard = new GuardValidator(settings, "");
        ClusterSnapshot cluster = ClusterSnapshot.of(
                Surroundings.ofManifests(ClusterObjects.of(List.of())), settings, Instant.parse("2026-11-24T12:00:00Z"));
        try (var server = new RunningServer(
                WebhookLimits.of(3 << 20), (AdmissionRequest request) -> guard.decide(request, cluster))) {
            List<Socket> slow = slowConnections(server);
            var clients = new CountDownLatch(HONEST);
            String dear = kept(review("thief", route(2500)));
            for (int i = 0; i < HOSTILE; i++) {
                start(() -> {
                    try (var client = new Client(server)) {
                        while (!done.get()) {
                            client.answer(dear);
                            hostile.incrementAndGet();
                        }
                    }
                });
            }
            start(() -> {
                while (!done.get()) {
                    long begun = System.nanoTime();
                    assertThat(server.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status())
                            .isEqualTo(200);
                    probes.add(Duration.ofNanos(System.nanoTime() - begun));
                    Thread.sleep(50);
                }
            });
            for (int i = 0; i < HONEST; i++) {
                String plain = kept(review("iris-" + i, route(1)));
                start(() -> {
                    try (var client = new Client(server)) {
                        for (int write = 0; write < WRITES; write++) {
                            long begun = System.nanoTime();
                            assertThat(client.answer(plain)).contains("\"allowed\":true");
                            honest.add(Duration.ofNanos(System.nanoTime() - begun));
                        }
                    } finally {
                        clients.countDown();
                    }
                });
            }
            clients.await();
            done.set(true);

            System.out.printf("beside %d slow connections and %d hostile writers (%d writes): %d honest writes p50 %s, slowest %s;"
                            + " %d probes p50 %s, slowest %s%n",
                    SLOW, HOSTILE, hostile.get(), honest.size(), share(honest, 0.5), share(honest, 1), probes.size(),
                    share(probes, 0.5), share(probes, 1));
            assertThat(failures).isEmpty();
            assertThat(honest).hasSize(HONEST * WRITES);
            // Far from what it is on a machine of our own, since this one may be anybody's too.
            assertThat(share(probes, 0.5)).isLessThan(Duration.ofSeconds(10));
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** From another Pod: half of them not even begin a handshake, the others send a head and no body. */
    private static List<Socket> slowConnections(RunningServer server) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < SLOW; i++) {
            var plain = new Socket(InetAddress.getByName("localhost"), server.port(), InetAddress.getByName("127.0.0.2"), 0);
            sockets.add(plain);
            if (i % 2 == 0) {
                SSLSocket socket = (SSLSocket) server.trust.getSocketFactory().createSocket(plain, "localhost", server.port(), true);
                String question = TlsCall.post("/judge", RunningServer.review("iris"));
                socket.getOutputStream().write(question.substring(0, question.length() - 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return sockets;
    }

    /**
     * Keeps its connection, and makes it anew where it was ended before it was answered: on a machine so busy that it takes
     * seconds to say something, the server cannot tell it from one that says nothing.
     */
    private static final class Client implements AutoCloseable {
        private static final int TRIES = 5;

        private final RunningServer server;
        private Optional<SSLSocket> socket = Optional.empty();

        Client(RunningServer server) {
            this.server = server;
        }

        String answer(String question) throws IOException {
            for (int tries = 1; ; tries++) {
                try {
                    return answer(connected(), question);
                } catch (EOFException | SocketException | SSLException e) {
                    close();
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        }

        private SSLSocket connected() throws IOException {
            if (socket.isEmpty()) {
                var made = (SSLSocket) server.trust.getSocketFactory().createSocket("localhost", server.port());
                made.setSoTimeout(30_000);
                socket = Optional.of(made);
            }
            return socket.get();
        }

        private static String answer(SSLSocket socket, String question) throws IOException {
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = new byte[64 * 1024];
            int length = 0;
            String text = "";
            while (!text.endsWith("}")) {
                int more = socket.getInputStream().read(bytes, length, bytes.length - length);
                if (more < 0 && length == 0) {
                    throw new EOFException("ended without an answer");
                }
                assertThat(more).as("after " + text).isPositive();
                length += more;
                text = new String(bytes, 0, length, StandardCharsets.UTF_8);
            }
            return text;
        }

        @Override
        public void close() throws IOException {
            if (socket.isPresent()) {
                socket.get().close();
                socket = Optional.empty();
            }
        }
    }

    private static String kept(JsonNode review) {
        return TlsCall.post("/judge?timeout=30s", review.toString()).replace("Connection: close\r\n", "");
    }

    private static JsonNode route(int paths) {
        return Json.list(IntStream.range(0, paths)
                .mapToObj(i -> Json.object("uri", Json.object("prefix", "/shop-" + i + "/")))
                .toList());
    }

    private static JsonNode review(String name, JsonNode match) {
        JsonNode service = Json.object(
                "apiVersion", "networking.istio.io/v1",
                "kind", "VirtualService",
                "metadata", Json.object("name", name, "namespace", "team-b"),
                "spec", Json.object(
                        "gateways", Json.array("kubeflow/kubeflow-gateway"),
                        "hosts", Json.array("*"),
                        "http", Json.array(Json.object(
                                "match", match,
                                "route", Json.array(Json.object("destination", Json.object("host", "shop.team-b.svc.cluster.local")))))));
        return Json.object(
                "apiVersion", "admission.k8s.io/v1",
                "kind", "AdmissionReview",
                "request", Json.object(
                        "uid", "7",
                        "operation", "CREATE",
                        "kind", Json.object("group", "networking.istio.io", "version", "v1", "kind", "VirtualService"),
                        "namespace", "team-b",
                        "name", name,
                        "object", service));
    }

    private interface Attempt {
        void make() throws Exception;
    }

    private void start(Attempt attempt) {
        Thread.ofVirtual().start(() -> {
            try {
                attempt.make();
            } catch (Exception | AssertionError e) {
                if (!done.get()) {
                    failures.add(e);
                }
            }
        });
    }

    private static Duration share(Queue<Duration> times, double share) {
        List<Duration> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
    }
}
