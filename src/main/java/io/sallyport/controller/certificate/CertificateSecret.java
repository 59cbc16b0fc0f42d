package io.sallyport.controller.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.sallyport.controller.cluster.NamedWatch;
import io.sallyport.schedule.Schedule;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.tls.CertificateRotation;
import io.sallyport.tls.Renewal;
import io.sallyport.tls.StoredCertificates;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret in which all replicas share one CA and one serving certificate.
 *
 * <p>Every replica renews what is due, and none waits for a leader: whoever writes first wins, because a write names
 * the version it is based on (or is a creation), and whoever loses reads what the winner wrote and uses that.
 */
public final class CertificateSecret implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CertificateSecret.class);
    private static final int MOST_ATTEMPTS = 10;

    private final KubernetesClient client;
    private final Resource<Secret> secret;
    private final String namespace;
    private final String name;
    private final CertificateRotation rotation;
    private final Consumer<CertificateBundle> changed;
    private final Schedule schedule = new Schedule("certificates", 1);
    private final NamedWatch<Secret> watch;
    private Optional<CertificateBundle> current = Optional.empty();

    /**
     * @param longestSilence of the watch, bookmarks included, before it is begun anew
     * @param changed        is given the first bundle by {@link #start} and every later one by a thread of ours
     */
    public CertificateSecret(
            KubernetesClient client,
            String namespace,
            String name,
            CertificateRotation rotation,
            Duration longestSilence,
            Consumer<CertificateBundle> changed) {
        this.client = client;
        this.secret = client.secrets().inNamespace(namespace).withName(name);
        this.namespace = namespace;
        this.name = name;
        this.rotation = rotation;
        this.changed = changed;
        this.watch = new NamedWatch<>(secret, schedule, longestSilence, this::checkOrReport);
    }

    /**
     * Reads the Secret, or makes it if there is none, then follows it until closed.
     *
     * @param interval how often to look for what is due for renewal
     * @throws KubernetesClientException if it can be neither read nor made
     */
    public void start(Duration interval) {
        check();
        watch.start();
        schedule.every(interval, this::checkOrReport);
    }

    @Override
    public void close() {
        watch.close();
        schedule.close();
    }

    public synchronized void check() {
        for (int attempt = 1; ; attempt++) {
            Optional<Secret> found = Optional.ofNullable(secret.get());
            StoredCertificates stored = found.map(CertificateSecret::decode).orElse(StoredCertificates.NONE);
            Renewal renewal = rotation.needed(stored);
            if (renewal instanceof Renewal.Keep) {
                use(stored.bundle());
                return;
            }
            StoredCertificates renewed = rotation.renewed(stored);
            try {
                write(found, renewed);
                LOGGER.atInfo()
                        .addKeyValue("secret", namespace + "/" + name)
                        .addKeyValue("renewal", renewal)
                        .log("Certificates renewed");
                use(renewed.bundle());
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                LOGGER.atDebug().log("Another replica renewed the certificates first");
            }
        }
    }

    private void checkOrReport() {
        try {
            check();
        } catch (RuntimeException e) {
            if (schedule.closed()) {
                return;
            }
            LOGGER.atError()
                    .addKeyValue("secret", namespace + "/" + name)
                    .setCause(e)
                    .log("Certificates not checked; those in use stay");
        }
    }

    private void use(CertificateBundle bundle) {
        if (!current.equals(Optional.of(bundle))) {
            changed.accept(bundle);
            // Only now: what could not be used is offered again at the next look.
            current = Optional.of(bundle);
        }
    }

    private void write(Optional<Secret> found, StoredCertificates certificates) {
        Map<String, String> data = new HashMap<>();
        found.map(Secret::getData).ifPresent(data::putAll);
        certificates.data().forEach((key, pem) ->
                data.put(key, Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))));
        if (found.isEmpty()) {
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace(namespace)
                            .withName(name)
                            .addToLabels("app.kubernetes.io/managed-by", "sallyport")
                            .endMetadata()
                            .withType("kubernetes.io/tls")
                            .withData(data)
                            .build())
                    .create();
        } else {
            // It carries the version that was read, so the API server refuses it if there is a newer one.
            client.resource(new SecretBuilder(found.get()).withData(data).build()).update();
        }
    }

    private static StoredCertificates decode(Secret secret) {
        Map<String, String> data = new HashMap<>();
        Optional.ofNullable(secret.getData()).orElse(Map.of()).forEach((key, base64) ->
                data.put(key, new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII)));
        return StoredCertificates.from(data);
    }
}
