package io.sallyport.controller.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.KServeConfig;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything we follow in the cluster. */
public final class ClusterCaches implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterCaches.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /** The ConfigMap with the mesh's settings. */
    private static final String MESH = "istio";
    /** Has the Gateways of Knative's routes, of which each model in Knative mode has several. */
    private static final String KNATIVE = "knative-serving";
    private static final TreeStore EMPTY = new TreeStore(object -> {
        throw new IllegalStateException("a kind that is not followed has no objects: " + object);
    });

    private final Map<ResourceKind, ObjectCache> caches = new EnumMap<>(ResourceKind.class);
    private final Schedule schedule;
    private final Duration longestSilence;
    private volatile Optional<Long> mistrusted = Optional.empty();
    /** Between two looks at the watches. */
    private final Duration pause;

    /**
     * @param listener       told of every object that came, changed or went
     * @param longestSilence of a watch, before it is begun anew
     */
    public ClusterCaches(
            KubernetesClient client,
            ExposureSettings settings,
            Consumer<ObjectEvent> listener,
            Schedule schedule,
            Duration longestSilence,
            ControllerMetrics metrics) {
        this.schedule = schedule;
        this.longestSilence = longestSilence;
        Duration quarter = longestSilence.dividedBy(4);
        this.pause = quarter.compareTo(LONGEST_PAUSE) < 0 ? quarter : LONGEST_PAUSE;
        var kept = new KeptFields(Set.copyOf(List.of(
                settings.gateway().namespace(), settings.gateway().name().replaceFirst("/.*", ""), KNATIVE)));
        for (ResourceKind kind : ResourceKind.values()) {
            if (follows(kind, settings)) {
                caches.put(kind, new ObjectCache(client, kind, scope(kind, settings), kept, listener, schedule, longestSilence, metrics));
            }
        }
    }

    /** Some are only worth reading, and may only be read, where a setting asks for it. */
    private static boolean follows(ResourceKind kind, ExposureSettings settings) {
        return switch (kind) {
            case ROLE_BINDING, PROFILE -> settings.callers().people().isPresent() || settings.access().callerAccount();
            case NETWORK_POLICY -> settings.pods().networkPolicy();
            default -> true;
        };
    }

    private static ObjectCache.Scope scope(ResourceKind kind, ExposureSettings settings) {
        return switch (kind) {
            case INFERENCE_SERVICE, INFERENCE_GRAPH, TRAINED_MODEL, AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION -> all -> all.inAnyNamespace();
            case NETWORK_POLICY -> all -> all.inAnyNamespace();
            case VIRTUAL_SERVICE -> all -> all.inAnyNamespace().withLabel(Names.MANAGED_BY, Names.SALLYPORT);
            case OTHER_ROUTE -> all -> all.inAnyNamespace().withoutLabel(Names.MANAGED_BY, Names.SALLYPORT);
            case NAMESPACE, PROFILE, INGRESS_CLASS -> all -> all;
            // One watch for all: nearly every namespace of people has a model, or may be named by one.
            case SERVICE_ACCOUNT, ROLE_BINDING -> all -> all.inAnyNamespace();
            // Which Pods are the gateway's, the Gateway object says as well.
            case POD, DEPLOYMENT, SERVICE, ENVOY_FILTER, PROXY_CONFIG, WASM_PLUGIN, TRAFFIC_EXTENSION -> all -> all.inNamespace(settings.gateway().namespace());
            case GATEWAY, KUBERNETES_GATEWAY -> all -> all.inAnyNamespace();
            case CONFIG_MAP -> all -> all.inNamespace(settings.kserve().namespace()).withName(KServeConfig.NAME);
            case MESH_CONFIG -> all -> all.inNamespace(settings.gateway().namespace()).withName(MESH);
        };
    }

    /** Begins; returns at once. What cannot be read yet is tried again until it can. */
    public void start() {
        caches.values().forEach(ObjectCache::start);
        caches.values().forEach(cache -> schedule.every(pause, cache::watchOver));
    }

    /**
     * To be called when the network has failed for a moment: begins every watch anew, because a connection that was lost
     * on the way is still open at our end, and as silent as one that has nothing to say. Not more often than silence is
     * borne anyway: while the API server is slow, reading everything again and again would make it slower.
     */
    public void mistrust() {
        long now = System.nanoTime();
        if (mistrusted.map(last -> now - last > longestSilence.toNanos()).orElse(true)) {
            mistrusted = Optional.of(now);
            LOGGER.atWarn().log("the API server could not be reached for a moment, all watches are begun anew");
            caches.values().forEach(ObjectCache::beginAnew);
        }
    }

    /** What is known of a kind; nothing, for good, if it is not followed. */
    public TreeStore store(ResourceKind kind) {
        return Optional.ofNullable(caches.get(kind))
                // Those that were known before own nothing any more where the kind itself was taken away.
                .filter(cache -> kind != ResourceKind.PROFILE || !cache.absent())
                .map(ObjectCache::store)
                .orElse(EMPTY);
    }

    /** True while this namespace is being deleted, in which nothing can be made any more. */
    public boolean ends(String namespace) {
        return store(ResourceKind.NAMESPACE).find("", namespace)
                .filter(object -> object.path("metadata").hasNonNull("deletionTimestamp"))
                .isPresent();
    }

    public String version(ResourceKind kind) {
        return caches.get(kind).version();
    }

    /** True if this kind is known completely, and not merely absent. */
    public boolean knows(ResourceKind kind) {
        return Optional.ofNullable(caches.get(kind)).map(ObjectCache::synced).orElse(false);
    }

    /** True once all is known; what not every cluster has may be missing. */
    public boolean synced() {
        return lacks().isEmpty();
    }

    /** A line for each kind that is not known yet, which says why. */
    public List<String> lacks() {
        return caches.values().stream().flatMap(cache -> cache.lack().stream()).toList();
    }

    /** The longest time that any kind has not been watched for. */
    public Duration silence() {
        return caches.values().stream().map(ObjectCache::silence).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        caches.values().forEach(ObjectCache::close);
    }
}
