package io.sallyport.webhook;

import io.sallyport.core.model.ExposureSettings.GuardMode;
import java.time.Duration;
import java.util.Optional;

/**
 * How the server listens and how it ends.
 *
 * @param host        the address to listen on; {@code 0.0.0.0} for all of them
 * @param port        the port to listen on; 0 for any that is free
 * @param minTls      {@code TLSv1.3}, or {@code TLSv1.2} to speak both
 * @param client      who may ask; empty: everybody who can reach the port
 * @param account     the user name that the program writes as; its own probes are no news
 * @param mode        whether anything is refused
 * @param limits      what it takes on
 * @param quiet       how long nobody may have asked before the server closes
 * @param drainAtMost when it closes even if it is still asked
 */
public record WebhookOptions(
        String host,
        int port,
        String minTls,
        Optional<ClientCheck> client,
        String account,
        GuardMode mode,
        WebhookLimits limits,
        Duration quiet,
        Duration drainAtMost) {

    /** With a drain that fits into Kubernetes' default grace period of 30 s. */
    public static WebhookOptions of(
            int port, int maxBodyBytes, String minTls, Optional<ClientCheck> client, String account, GuardMode mode) {
        return new WebhookOptions(
                "0.0.0.0",
                port,
                minTls,
                client,
                account,
                mode,
                WebhookLimits.of(maxBodyBytes),
                Duration.ofSeconds(3),
                Duration.ofSeconds(20));
    }
}
