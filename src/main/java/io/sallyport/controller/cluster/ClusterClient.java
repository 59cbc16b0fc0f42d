package io.sallyport.controller.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sallyport.config.Settings;
import java.time.Duration;

/** Opens connections to the API server that fail soon, because the queue and the informers try again by themselves. */
public final class ClusterClient {
    private static final Duration REQUEST = Duration.ofSeconds(10);
    /** A shorter one would fail on a healthy API server. */
    private static final Duration SHORTEST = Duration.ofMillis(300);
    /** Doubled five times at most: a watch comes back 8 s after the API server at the latest. */
    private static final Duration WATCH_AGAIN = Duration.ofMillis(250);

    static {
        // No longer than a request may take: when one connection has stalled, all have, and once the first request has
        // waited for its answer in vain, the next is not to try the same on another one that was kept.
        System.getProperties().putIfAbsent("jdk.httpclient.keepalive.timeout", String.valueOf(REQUEST.toSeconds()));
    }

    private ClusterClient() {}

    /** To the cluster we run in, or the one that the kubeconfig names. */
    public static KubernetesClient open() {
        return open(Config.autoConfigure(null));
    }

    /** To the cluster of this configuration. */
    public static KubernetesClient open(Config cluster) {
        return built(patient(cluster, REQUEST));
    }

    /** What the client read, as a tree. */
    public static JsonNode tree(KubernetesClient client, Object object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    /** Two requests make a round, and the last one before the deadline must be over before the Lease is. */
    public static KubernetesClient forElection(KubernetesClient client, Settings.Lease lease) {
        Duration spare = lease.duration().minus(lease.renewDeadline()).dividedBy(3);
        Duration request = spare.compareTo(SHORTEST) > 0 ? spare : SHORTEST;
        return built(patient(client.getConfiguration(), request));
    }

    /** We name the class of all that we read, so nobody needs to look through thousands for the one that fits a kind. */
    private static KubernetesClient built(Config config) {
        var serialization = new KubernetesSerialization(new ObjectMapper(), false);
        // But not of what ends a watch that is too old; unless that is known, the same watch is asked for again and again.
        serialization.registerKubernetesResource(Status.class);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization)
                .build();
    }

    private static Config patient(Config cluster, Duration request) {
        return new ConfigBuilder(cluster)
                // No less: it counts for TLS too, which takes seconds on a busy node, and to give up is to begin again.
                .withConnectionTimeout((int) request.toMillis())
                .withRequestTimeout((int) request.toMillis())
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval((int) WATCH_AGAIN.toMillis())
                .withWatchReconnectLimit(-1)
                // With HTTP/2 all requests share one connection, and if that one stalls, all of them time out from then on.
                .withHttp2Disable(true)
                .withUserAgent("sallyport")
                .build();
    }
}
