package io.sallyport.cli.serve;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.cli.output.Version;
import io.sallyport.config.Settings;
import io.sallyport.controller.Controller;
import io.sallyport.controller.certificate.CaBundlePatcher;
import io.sallyport.controller.certificate.CertificateSecret;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.guard.GuardWatch;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.ExemptionMutator;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.ModelAdmission;
import io.sallyport.metrics.Metrics;
import io.sallyport.metrics.MetricsServer;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.CertificateWatcher;
import io.sallyport.webhook.ClientCheck;
import io.sallyport.webhook.WebhookOptions;
import io.sallyport.webhook.WebhookServer;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running replica: what follows the cluster, what answers admission, and what keeps the certificates. */
final class Replica implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Replica.class);
    private static final Duration CONFIGURATION_CHECK = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration FILE_CHECK = Duration.ofSeconds(5);

    private final Settings settings;
    private final String namespace;
    private final String account;
    private final Clock clock = Clock.systemUTC();
    private final KubernetesClient client = ClusterClient.open();
    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics(Version.text());
    private final Controller controller;
    private final GuardWatch guardWatch;
    private final Parts parts = new Parts();
    /** Whether the API server knows the CA that signed what we serve; in the other modes that is not for us to see to. */
    private volatile BooleanSupplier trusted = () -> true;
    private volatile Optional<WebhookServer> server = Optional.empty();

    /**
     * @param namespace our own
     * @param pod       our Pod's name
     * @param account   the user name that we write as
     * @param stuck     ends the process where it must not go on
     */
    Replica(Settings settings, String namespace, String pod, String account, Runnable stuck) {
        this.settings = settings;
        this.namespace = namespace;
        this.account = account;
        this.controller = new Controller(client, settings, namespace, pod, clock, stuck, metrics.controller());
        this.guardWatch = new GuardWatch(
                client, settings, namespace, pod, clock, this::ready, controller::leading, metrics.guard());
    }

    void start() {
        parts.add(() -> vertx.close().await());
        if (settings.metrics().enabled()) {
            vertx.deployVerticle(new MetricsServer(settings.metrics().port(), metrics::scrape)).await();
        }
        parts.add(controller);
        controller.start();
        switch (settings.tls().mode()) {
            case GENERATED -> generateCertificates();
            case CERT_MANAGER, PROVIDED -> {
                var watcher = new CertificateWatcher(settings.tls().directory(), clock, this::serve);
                parts.add(watcher);
                watcher.start(FILE_CHECK);
            }
        }
        // Last, so that nobody waits for it.
        parts.add(guardWatch);
        guardWatch.start();
    }

    private void generateCertificates() {
        Duration watchSilence = settings.controller().watchSilence();
        var patcher = new CaBundlePatcher(client, settings.webhook().configuration(), watchSilence);
        trusted = patcher::inPlace;
        var issuer = new CertificateAuthority(
                clock, new SecureRandom(), settings.tls().caLifetime(), settings.tls().certificateLifetime());
        var rotation = CertificateRotation.forService(
                issuer, settings.webhook().service(), namespace, settings.exposure().clusterDomain());
        var secret = new CertificateSecret(client, namespace, settings.tls().secret(), rotation, watchSilence, bundle -> {
            serve(bundle);
            patcher.accept(bundle);
        });
        parts.add(patcher);
        parts.add(secret);
        startOnceReachable(secret, rotation.lookEvery());
        patcher.start(CONFIGURATION_CHECK);
    }

    /** Ending the process instead would only make the kubelet wait longer and longer before it tries again. */
    private static void startOnceReachable(CertificateSecret secret, Duration interval) {
        while (true) {
            try {
                secret.start(interval);
                return;
            } catch (KubernetesClientException e) {
                LOGGER.atWarn()
                        .addKeyValue("reason", e.getMessage())
                        .log("No certificate yet, the API server is asked again");
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    /** The first certificate starts the server; later ones are swapped in. */
    private synchronized void serve(CertificateBundle bundle) {
        metrics.certificate().serves(bundle.notAfter());
        if (server.isPresent()) {
            server.get().useCertificate(bundle);
            return;
        }
        var options = WebhookOptions.of(
                settings.webhook().port(),
                settings.webhook().maxBodyBytes(),
                settings.tls().minVersion(),
                settings.webhook().clientCA().map(ca -> new ClientCheck(ca, Set.copyOf(settings.webhook().clientNames()))),
                account,
                settings.exposure().guard().mode());
        var webhook = new WebhookServer(options, bundle, routes(), controller::alive, this::lacks, metrics.admission());
        String deployment = vertx.deployVerticle(webhook).await();
        server = Optional.of(webhook);
        parts.add(() -> vertx.undeploy(deployment).await());
    }

    private boolean ready() {
        return server.isPresent() && lacks().isEmpty();
    }

    /** What is missing before requests can be judged. */
    private List<String> lacks() {
        List<String> lacks = new ArrayList<>(controller.lacks());
        if (!trusted.getAsBoolean()) {
            lacks.add("our CA is not in the webhook configurations yet");
        }
        return lacks;
    }

    /** The paths are those in the chart's webhook configurations. */
    private Map<String, Function<AdmissionRequest, AdmissionDecision>> routes() {
        var models = new ModelAdmission(settings.exposure());
        var exemption = new ExemptionMutator(settings.exposure());
        var guard = new GuardValidator(settings.exposure(), account);
        return Map.of(
                "/mutate/inferenceservice", request -> models.decide(request, controller.snapshot()),
                "/mutate/authorizationpolicy", request -> exemption.decide(request, controller.snapshot()),
                "/validate/guard", request -> guard.decide(request, controller.snapshot()));
    }

    /**
     * Leaves writing to a replica that stays, which may have other settings by now. Then stops in the opposite order, the
     * server first: it answers until nobody asks any more.
     */
    @Override
    public void close() {
        parts.add(controller::resign);
        // First of all: what an upgrade or an uninstallation does to the guard's objects is no news of ours.
        parts.add(guardWatch);
        parts.close();
        client.close();
    }
}
