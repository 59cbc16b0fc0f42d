package io.sallyport.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.config.Settings;
import io.sallyport.controller.certificate.CaBundlePatcher;
import io.sallyport.controller.certificate.CertificateSecret;
import io.sallyport.controller.guard.GuardWatch;
import io.sallyport.core.admission.GuardValidator;
import io.sallyport.core.admission.ModelAdmission;
import io.sallyport.metrics.Metrics;
import io.sallyport.tls.CertificateAuthority;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.webhook.ClientCheck;
import io.sallyport.webhook.WebhookOptions;
import io.sallyport.webhook.WebhookServer;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What answers admission and keeps its certificates in one Pod of ours, with the rights of the chart's ServiceAccount. */
public final class WebhookReplica implements AutoCloseable {
    private static final String ACCOUNT = "system:serviceaccount:sallyport:sallyport";

    private final Replica replica;
    private final KubernetesClient kubernetes;
    private final Vertx vertx = Vertx.vertx();
    private final CaBundlePatcher patcher;
    private final CertificateSecret secret;
    private final GuardWatch guardWatch;
    private volatile Optional<WebhookServer> server = Optional.empty();

    public WebhookReplica(KubeServer kube, String pod, Duration lifetime, ClientCheck client) {
        this(kube, pod, lifetime, Optional.of(client));
    }

    public WebhookReplica(KubeServer kube, String pod, Duration lifetime, Optional<ClientCheck> client) {
        this(kube, pod, lifetime, client, Replica.defaults());
    }

    public WebhookReplica(KubeServer kube, String pod, Duration lifetime, Optional<ClientCheck> client, Settings settings) {
        replica = Replica.start(kube, pod, settings);
        kubernetes = kube.as("sallyport", "sallyport");
        patcher = new CaBundlePatcher(kubernetes, "sallyport", Duration.ofMinutes(5));
        var rotation = CertificateRotation.forService(
                new CertificateAuthority(Clock.systemUTC(), new SecureRandom(), lifetime, lifetime),
                "sallyport", "sallyport", "cluster.local");
        secret = new CertificateSecret(kubernetes, "sallyport", "sallyport-tls", rotation, Duration.ofMinutes(5), bundle -> {
            serve(bundle, settings, client);
            patcher.accept(bundle);
        });
        secret.start(rotation.lookEvery());
        patcher.start(Duration.ofSeconds(30));
        guardWatch = new GuardWatch(
                kubernetes, settings, "sallyport", pod, Clock.systemUTC(), this::ready, replica::leading, replica.metrics().guard());
        guardWatch.start();
    }

    /** As Prometheus reads them. */
    public String metrics() {
        return replica.metrics().scrape();
    }

    public boolean ready() {
        return replica.synced() && patcher.inPlace();
    }

    public int port() {
        return server.orElseThrow().actualPort();
    }

    @Override
    public void close() {
        guardWatch.close();
        secret.close();
        patcher.close();
        vertx.close().await();
        kubernetes.close();
        replica.close();
    }

    private void serve(CertificateBundle bundle, Settings settings, Optional<ClientCheck> client) {
        if (server.isPresent()) {
            server.get().useCertificate(bundle);
            return;
        }
        var models = new ModelAdmission(settings.exposure());
        var guard = new GuardValidator(settings.exposure(), ACCOUNT);
        var started = new WebhookServer(
                WebhookOptions.of(0, 1 << 20, "TLSv1.3", client, ACCOUNT, settings.exposure().guard().mode()),
                bundle,
                Map.of(
                        "/mutate/inferenceservice", request -> models.decide(request, replica.snapshot()),
                        "/validate/guard", request -> guard.decide(request, replica.snapshot())),
                () -> true,
                List::of,
                replica.metrics().admission());
        vertx.deployVerticle(started).await();
        server = Optional.of(started);
    }
}
