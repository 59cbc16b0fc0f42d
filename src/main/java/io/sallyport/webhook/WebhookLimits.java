package io.sallyport.webhook;

import java.time.Duration;

/**
 * What the server takes on, so that nobody who can reach the port can wear it out.
 *
 * @param bodyBytes         the longest body that is read
 * @param bodiesBytes       how much all bodies hold that are not judged yet
 * @param judges            how many reviews are judged at a time
 * @param waiting           how many more may wait to be judged
 * @param connections       how many connections may be open
 * @param connectionsOfPeer how many of them from one address
 * @param body              how long a body may take to arrive, however it is spread
 * @param head              how long a new connection may take to its first request, TLS included
 * @param idle              how long a connection may take from one answer to the next request
 */
public record WebhookLimits(
        int bodyBytes,
        long bodiesBytes,
        int judges,
        int waiting,
        int connections,
        int connectionsOfPeer,
        Duration body,
        Duration head,
        Duration idle) {

    /** So that one long judgement does not keep others waiting, whatever there is to compute with. */
    private static final int FEWEST_JUDGES = 2;

    /** Each may need 32 MiB. */
    private static final int MOST_JUDGES = 4;

    private static final int MOST_CONNECTIONS = 1000;

    /** As many requests as an API server works on at a time, by its defaults of 400 and 200. */
    private static final int MOST_OF_A_PEER = 600;

    private static final long BODIES_BYTES = 48L << 20;

    /**
     * An API server usually gives a webhook 5 s, so a body that takes longer is waited for by nobody. It keeps idle
     * connections for 90 s: with a longer time we never close one under a request. As many may wait as come at once when
     * somebody writes hundreds of objects; what cannot be judged in the asker's time is refused anyhow.
     */
    public static WebhookLimits of(int bodyBytes) {
        return new WebhookLimits(
                bodyBytes,
                BODIES_BYTES,
                Math.clamp(Runtime.getRuntime().availableProcessors(), FEWEST_JUDGES, MOST_JUDGES),
                256,
                MOST_CONNECTIONS,
                MOST_OF_A_PEER,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(120));
    }
}
