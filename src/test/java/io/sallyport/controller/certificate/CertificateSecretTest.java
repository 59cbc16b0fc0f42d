package io.sallyport.controller.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.apiserver.FakeApiServer;
import io.sallyport.core.model.Json;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.MovingClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateSecretTest {
    private static final String PATH = "/api/v1/namespaces/sallyport/secrets/sallyport-tls";

    private final MovingClock clock = new MovingClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final CertificateRotation rotation = CertificateRotation.forService(
            new CertificateAuthority(clock, new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90)),
            "sallyport", "sallyport", "cluster.local");
    private final List<CertificateBundle> seen = new CopyOnWriteArrayList<>();
    private FakeApiServer apiServer;
    private KubernetesClient client;

    @BeforeEach
    void startApiServer() throws IOException {
        apiServer = new FakeApiServer();
        client = new KubernetesClientBuilder().withConfig(apiServer.config()).build();
    }

    @AfterEach
    void stopApiServer() {
        client.close();
        apiServer.close();
    }

    @Test
    void makesTheSecretIfThereIsNone() {
        try (CertificateSecret secret = replica(seen)) {
            secret.start(Duration.ofHours(1));
        }

        JsonNode stored = apiServer.get(PATH);
        assertThat(stored.path("type").asText()).isEqualTo("kubernetes.io/tls");
        assertThat(Json.keys(stored.path("data"))).containsExactlyInAnyOrder("ca.crt", "ca.key", "tls.crt", "tls.key");
        assertThat(stored.at("/metadata/labels/app.kubernetes.io~1managed-by").asText()).isEqualTo("sallyport");
        assertThat(seen).hasSize(1);
    }

    @Test
    void fillsASecretThatIsEmptyAndKeepsWhatElseItHolds() {
        apiServer.put(PATH, """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"sallyport-tls","namespace":"sallyport",
                 "annotations":{"team":"platform"}},"type":"Opaque","data":{"note":"aGk="}}""");

        try (CertificateSecret secret = replica(seen)) {
            secret.check();
        }

        assertThat(Json.keys(apiServer.get(PATH).path("data"))).contains("note", "tls.crt");
        assertThat(apiServer.get(PATH).at("/metadata/annotations/team").asText()).isEqualTo("platform");
    }

    @Test
    void agreesWithOtherReplicasOnOneCertificate() throws Exception {
        var together = new CountDownLatch(1);
        List<CertificateBundle> last = new CopyOnWriteArrayList<>();
        List<Thread> replicas = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 6; i++) {
            replicas.add(Thread.ofPlatform().start(() -> {
                List<CertificateBundle> mine = new CopyOnWriteArrayList<>();
                try (CertificateSecret secret = replica(mine)) {
                    together.await();
                    secret.check();
                    last.add(mine.getLast());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        together.countDown();
        for (Thread thread : replicas) {
            thread.join();
        }

        assertThat(last).hasSize(6);
        assertThat(last.stream().distinct()).hasSize(1);
    }

    @Test
    void renewsWithoutOverwritingWhatAnotherReplicaRenewed() {
        try (CertificateSecret first = replica(seen);
                CertificateSecret second = replica(new CopyOnWriteArrayList<>())) {
            first.check();
            clock.forward(Duration.ofDays(61));
            second.check();
            int version = apiServer.get(PATH).at("/metadata/resourceVersion").asInt();

            first.check();

            assertThat(apiServer.get(PATH).at("/metadata/resourceVersion").asInt()).isEqualTo(version);
            assertThat(seen).hasSize(2);
            assertThat(seen.getLast().renewAt()).isAfter(seen.getFirst().renewAt());
        }
    }

    @Test
    void neverWritesOverAVersionItHasNotSeen() {
        try (CertificateSecret secret = replica(seen)) {
            secret.check();
            clock.forward(Duration.ofDays(61));
            secret.check();
        }

        assertThat(apiServer.requests()).filteredOn(request -> request.startsWith("PUT")).hasSize(1);
        assertThat(apiServer.requests())
                .noneMatch(request -> request.startsWith("PATCH") || request.startsWith("DELETE"));
    }

    @Test
    void followsWhatAnotherReplicaWrites() {
        try (CertificateSecret follower = replica(seen);
                CertificateSecret other = replica(new CopyOnWriteArrayList<>())) {
            follower.start(Duration.ofHours(1));
            soon(() -> apiServer.isWatched(PATH));
            clock.forward(Duration.ofDays(61));

            other.check();

            soon(() -> seen.size() == 2);
        }
    }

    @Test
    void issuesAnewWhenTheSecretIsDeletedOrDamaged() {
        try (CertificateSecret secret = replica(seen)) {
            secret.start(Duration.ofHours(1));
            soon(() -> apiServer.isWatched(PATH));

            apiServer.delete(PATH);
            soon(() -> seen.size() == 2);
            apiServer.edit(PATH, object -> {
                ((ObjectNode) object.path("data")).put("tls.key", "anVuaw==");
                return object;
            });
            soon(() -> seen.size() == 3);
        }
    }

    @Test
    void looksOnlyAtItsOwnSecret() {
        try (CertificateSecret secret = replica(seen)) {
            secret.start(Duration.ofHours(1));
            soon(() -> apiServer.isWatched(PATH));
        }

        assertThat(apiServer.requests()).allMatch(request -> request.endsWith("/secrets/sallyport-tls")
                || request.equals("POST /api/v1/namespaces/sallyport/secrets")
                || request.contains("fieldSelector=metadata.name=sallyport-tls") && request.contains("watch=true"));
    }

    @Test
    void doesNotStartWithoutAnApiServer() {
        apiServer.close();

        try (CertificateSecret secret = replica(seen)) {
            assertThatExceptionOfType(KubernetesClientException.class)
                    .isThrownBy(() -> secret.start(Duration.ofHours(1)));
        }
    }

    private CertificateSecret replica(List<CertificateBundle> seen) {
        return new CertificateSecret(client, "sallyport", "sallyport-tls", rotation, Duration.ofMinutes(5), seen::add);
    }

    private static void soon(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("in time").isBefore(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
