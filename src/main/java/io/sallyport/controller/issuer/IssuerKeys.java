package io.sallyport.controller.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.Backoff;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.core.model.caller.PublishedKeys;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Who issues ServiceAccount tokens and with which keys, as the API server says it; the last good answer is kept. */
public final class IssuerKeys {

    /**
     * @param issuer empty until it has been read
     * @param jwks   its public keys, as compact JSON; empty until they have been read
     */
    public record Known(Optional<String> issuer, String jwks) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), RandomGenerator.getDefault());

    private final KubernetesClient client;
    private final Duration refresh;
    private final Runnable changed;
    private final Schedule schedule;
    private volatile Known known = new Known(Optional.empty(), "");
    private final AtomicLong changes = new AtomicLong();
    private volatile int failures;
    private volatile boolean asked;
    private String reported = "";

    /** @param changed called when another answer than before was read */
    public IssuerKeys(KubernetesClient client, Duration refresh, Runnable changed, Schedule schedule) {
        this.client = client;
        this.refresh = refresh;
        this.changed = changed;
        this.schedule = schedule;
    }

    public void start() {
        schedule.again(refresh, this::read);
    }

    public Known known() {
        return known;
    }

    /** Grows with every change. */
    public long changes() {
        return changes.get();
    }

    /** True if the last attempt succeeded. */
    public boolean reachable() {
        return failures == 0;
    }

    /** True once the API server has given an answer, be it a refusal: nothing is gained by waiting longer. */
    public boolean asked() {
        return asked;
    }

    /** When to read again. */
    private Optional<Duration> read() {
        try {
            Optional<String> issuer = text(tree("/.well-known/openid-configuration").path("issuer"));
            JsonNode jwks = tree("/openid/v1/jwks");
            accept(issuer, jwks);
            succeeded();
            return Optional.of(refresh);
        } catch (RuntimeException e) {
            failed(e);
            return Optional.of(shorter(BACKOFF.delay(failures), refresh));
        }
    }

    private void accept(Optional<String> issuer, JsonNode jwks) {
        PublishedKeys.fault(jwks).ifPresent(fault -> {
            throw new IllegalArgumentException("/openid/v1/jwks " + fault);
        });
        Known read = new Known(issuer.or(() -> known.issuer()), jwks.toString());
        if (!read.equals(known)) {
            known = read;
            changes.incrementAndGet();
            LOGGER.atInfo()
                    .addKeyValue("issuer", read.issuer().orElse(""))
                    .addKeyValue("keys", jwks.path("keys").size())
                    .log("read the token issuer's keys");
            changed.run();
        }
    }

    private void succeeded() {
        if (failures > 0) {
            LOGGER.atInfo().addKeyValue("failures", failures).log("the token issuer's keys can be read again");
        }
        failures = 0;
        reported = "";
        asked = true;
    }

    /** Said once for each cause, not at every attempt. */
    private void failed(RuntimeException e) {
        failures = failures + 1;
        asked |= e instanceof KubernetesClientException answer && answer.getCode() / 100 == 4;
        String reason = Failure.reason(e);
        LOGGER.atLevel(reason.equals(reported) ? Level.DEBUG : Level.WARN)
                .addKeyValue("failures", failures)
                .addKeyValue("kept", !known.jwks().isEmpty())
                .log("the token issuer's keys cannot be read: {}", reason);
        reported = reason;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private JsonNode tree(String path) {
        return Optional.ofNullable(client.raw(path))
                .map(text -> client.getKubernetesSerialization().unmarshal(text, JsonNode.class))
                .orElseThrow(() -> new IllegalArgumentException(path + " is not served"));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }
}
