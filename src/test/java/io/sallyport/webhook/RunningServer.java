package io.sallyport.webhook;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.Fault;
import io.sallyport.metrics.Metrics;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.ClientIdentity;
import io.sallyport.tls.Pkix;
import io.sallyport.tls.StoredCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** The real server on a free port of loopback, its certificates, and a client's trust in its CA and nothing else. */
final class RunningServer implements AutoCloseable {
    static final int MOST_BYTES = 100_000;
    /** As which we write ourselves. */
    static final String ACCOUNT = "system:serviceaccount:sallyport:sallyport";

    private static final String REVIEW =
            """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE",
             "kind":{"group":"serving.kserve.io","version":"v1beta1","kind":"InferenceService"},
             "name":"NAME","namespace":"team-a","object":{"metadata":{"name":"NAME"}},"oldObject":null}}""";

    /** What judgements of "waits" wait for. */
    final Semaphore waiting = new Semaphore(0);
    final AtomicBoolean ready = new AtomicBoolean();
    final SSLContext trust;
    private final CertificateRotation rotation = new CertificateRotation(
            new CertificateAuthority(Clock.systemUTC(), new SecureRandom(), Duration.ofDays(365), Duration.ofDays(90)),
            Set.of("localhost"));
    private final StoredCertificates first = rotation.renewed(StoredCertificates.NONE);
    private final Metrics metrics = new Metrics("test");
    private final Vertx vertx = Vertx.vertx();
    private final WebhookServer server;
    private final String deployment;

    RunningServer(String minTls, Duration quiet) throws Exception {
        this(minTls, quiet, WebhookLimits.of(MOST_BYTES), Optional.empty());
    }

    RunningServer(String minTls, ClientCheck client) throws Exception {
        this(minTls, Duration.ZERO, WebhookLimits.of(MOST_BYTES), Optional.of(client));
    }

    RunningServer(WebhookLimits limits) throws Exception {
        this("TLSv1.3", Duration.ZERO, limits, Optional.empty());
    }

    /** With a judge of its own. */
    RunningServer(WebhookLimits limits, Function<AdmissionRequest, AdmissionDecision> judge) throws Exception {
        this("TLSv1.3", Duration.ZERO, limits, Optional.empty(), Optional.of(judge), GuardMode.ENFORCE);
    }

    RunningServer(GuardMode mode) throws Exception {
        this("TLSv1.3", Duration.ZERO, WebhookLimits.of(MOST_BYTES), Optional.empty(), Optional.empty(), mode);
    }

    private RunningServer(String minTls, Duration quiet, WebhookLimits limits, Optional<ClientCheck> client)
            throws Exception {
        this(minTls, quiet, limits, client, Optional.empty(), GuardMode.ENFORCE);
    }

    private RunningServer(
            String minTls,
            Duration quiet,
            WebhookLimits limits,
            Optional<ClientCheck> client,
            Optional<Function<AdmissionRequest, AdmissionDecision>> judge,
            GuardMode mode)
            throws Exception {
        trust = Pkix.trusting(first.authorities());
        server = new WebhookServer(
                new WebhookOptions("localhost", 0, minTls, client, ACCOUNT, mode, limits, quiet, Duration.ofSeconds(5)),
                first.bundle(),
                Map.of("/judge", judge.orElse(this::judge)),
                () -> true,
                () -> ready.get() ? List.of() : List.of("the test says so"),
                metrics.admission());
        deployment = await(vertx.deployVerticle(server));
    }

    /** What the API server would send about an object of this name; the name decides what becomes of it. */
    static String review(String name) {
        return REVIEW.replace("NAME", name);
    }

    int port() {
        return server.actualPort();
    }

    /** As Prometheus reads them. */
    String metrics() {
        return metrics.scrape();
    }

    /** Of the CA, in PEM. */
    String authorities() {
        return first.authorities();
    }

    TlsCall send(String request, String... protocols) throws Exception {
        return TlsCall.send(trust, port(), request, protocols);
    }

    /** Swaps in a new certificate of the same CA. */
    CertificateBundle swapCertificate() {
        CertificateBundle next = rotation.renewed(new StoredCertificates(first.authorities(), first.caKey(), "", ""))
                .bundle();
        await(server.useCertificate(next));
        return next;
    }

    /** The same client with a certificate of its own. */
    SSLContext trustOf(ClientIdentity client) throws Exception {
        return Pkix.trusting(first.authorities(), client.keyManagers());
    }

    /** A CA that has nothing to do with this server. */
    SSLContext otherTrust() throws Exception {
        return Pkix.trusting(rotation.renewed(StoredCertificates.NONE).authorities());
    }

    Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private AdmissionDecision judge(AdmissionRequest request) {
        return switch (request.target().name()) {
            case "waits" -> {
                waiting.acquireUninterruptibly();
                yield AdmissionDecision.allowed();
            }
            case "bug" -> throw new IllegalStateException("a bug");
            case "deep" -> judge(request, 0);
            case "refused", GatewayCompanions.PROBE -> new AdmissionDecision.Denied(
                    List.of(new Fault("metadata.name", "is refused", "choose another")));
            default -> AdmissionDecision.allowed();
        };
    }

    private static AdmissionDecision judge(AdmissionRequest request, int depth) {
        return depth < 0 ? AdmissionDecision.allowed() : judge(request, depth + 1);
    }
}
