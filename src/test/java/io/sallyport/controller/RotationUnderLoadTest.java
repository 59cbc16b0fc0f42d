package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.ServiceNetwork;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.model.Names;
import io.sallyport.tls.ClientIdentity;
import io.sallyport.tls.KeyedCertificate;
import io.sallyport.tls.Pem;
import io.sallyport.tls.Pkix;
import io.sallyport.webhook.ClientCheck;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates that live for seconds, changed again and again while a real API server asks two replicas through the
 * chart's own webhook configuration, showing a client certificate, with nothing let through unasked.
 */
@Timeout(600)
class RotationUnderLoadTest {
    /**
     * A third of it is left when a renewal is due, and an eighth passes until a new CA may sign. What remains, some ten
     * seconds, has to outlast the pauses of a machine on which a whole cluster runs too.
     */
    private static final Duration LIFETIME = Duration.ofSeconds(42);
    private static final int ROTATIONS = 10;
    private static final int CALLERS = 4;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final Set<X509Certificate> authorities = ConcurrentHashMap.newKeySet();
    private final Set<X509Certificate> served = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean done = new AtomicBoolean();
    private final CountDownLatch running = new CountDownLatch(CALLERS + 1);

    private interface Attempt {
        void make() throws Exception;
    }

    @Test
    void noCallFailsWhileAuthoritiesAndCertificatesChange(@TempDir Path folder) throws Exception {
        KeyedCertificate clientCa = ClientIdentity.authority();
        var identity = ClientIdentity.signedBy(clientCa, "kube-apiserver", Instant.now().plusSeconds(3600));
        var client = new ClientCheck(Pem.of(List.of(clientCa.certificate())), Set.of("kube-apiserver"));
        try (var network = new ServiceNetwork(folder);
                KubeServer server = KubeServer.start(
                                network.argument(), identity.argument(folder, "sallyport.sallyport.svc"))
                        .withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server);
                KubernetesClient admin = server.admin()) {
            cluster.createProgram();
            cluster.refuseModelsUnasked();
            try (var one = new WebhookReplica(server, "sallyport-a", LIFETIME, client);
                    var two = new WebhookReplica(server, "sallyport-b", LIFETIME, client)) {
                network.leadsTo(List.of(one.port(), two.port()));
                cluster.within(Duration.ofSeconds(20), () -> assertThat(one.ready() && two.ready()).isTrue());
                cluster.within(Duration.ofSeconds(20), () -> createDry(admin));

                for (int i = 0; i < CALLERS; i++) {
                    repeat(() -> {
                        createDry(admin);
                        calls.incrementAndGet();
                        Thread.sleep(10);
                    });
                }
                repeat(() -> shakeHands(admin, handshakes.incrementAndGet() % 2 == 0 ? one.port() : two.port()));
                while (failures.isEmpty() && (authorities.size() <= ROTATIONS || served.size() <= ROTATIONS)) {
                    Thread.sleep(100);
                }
                done.set(true);
                running.await();
            }
        }
        System.out.printf(
                "%d CA and %d serving certificates in turn: %d admission calls, %d handshakes, %d failed%n",
                authorities.size(), served.size(), calls.get(), handshakes.get(), failures.size());
        assertThat(failures)
                .as("the slowest call that was answered took %s", Duration.ofNanos(longest.get()))
                .isEmpty();
        assertThat(calls.get()).isGreaterThan(20 * ROTATIONS);
    }

    private void repeat(Attempt attempt) {
        Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                long begun = System.nanoTime();
                try {
                    attempt.make();
                    longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                } catch (Exception | AssertionError e) {
                    failures.add(e);
                }
            }
            running.countDown();
        });
    }

    /** The stamp shows that the webhook was really asked. */
    private static void createDry(KubernetesClient admin) {
        String model = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata: {name: iris, namespace: team, labels: {expose-external: 'true'}}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                """;
        HasMetadata made = admin.resource(model).dryRun(true).create();
        assertThat(made.getMetadata().getAnnotations()).containsKey(Names.URL);
    }

    /** A new connection as the API server would make it now: trusting what the configuration says at this moment. */
    private void shakeHands(KubernetesClient admin, int port) throws Exception {
        String bundle = admin.admissionRegistration().v1().mutatingWebhookConfigurations().withName("sallyport").require()
                .getWebhooks().getFirst().getClientConfig().getCaBundle();
        String trusted = new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII);
        authorities.add(Pem.certificates(trusted, "caBundle").getFirst());
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        try (var socket = (SSLSocket) Pkix.trusting(trusted).getSocketFactory()
                .createSocket(plain, "sallyport.sallyport.svc", port, true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            served.add((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
        Thread.sleep(20);
    }
}
