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
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
                    try (SSLSocket socket = open(server)) {
                        while (!done.get()) {
                            answer(socket, dear);
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
                    try (SSLSocket socket = open(server)) {
                        for (int write = 0; write < WRITES; write++) {
                            long begun = System.nanoTime();
                            assertThat(answer(socket, plain)).contains("\"allowed\":true");
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

    private static SSLSocket open(RunningServer server) throws IOException {
        var socket = (SSLSocket) server.trust.getSocketFactory().createSocket("localhost", server.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static String answer(SSLSocket socket, String question) throws IOException {
        socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[64 * 1024];
        int length = 0;
        String text = "";
        while (!text.endsWith("}")) {
            int more = socket.getInputStream().read(bytes, length, bytes.length - length);
            assertThat(more).as("after " + text).isPositive();
            length += more;
            text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
        return text;
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
