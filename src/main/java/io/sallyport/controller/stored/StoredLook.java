package io.sallyport.controller.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.metrics.ControllerMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks at what is stored, while this replica leads: at all of it in the beginning, at what changes when it does, and at all
 * again at the next round after the gateway has changed.
 */
public final class StoredLook implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** In the gateway's namespace and the mesh's root, where caches hold them. */
    private static final List<GroupKind> BESIDE_THE_GATEWAY = List.of(
            GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION, GroupKind.ENVOY_FILTER, GroupKind.WASM_PLUGIN,
            GroupKind.TRAFFIC_EXTENSION, GroupKind.PROXY_CONFIG, GroupKind.SERVICE, GroupKind.CONFIG_MAP, GroupKind.DEPLOYMENT,
            GroupKind.POD);
    private static final List<GroupKind> ANYWHERE = List.of(GroupKind.GATEWAY, GatewayServers.KUBERNETES_GATEWAY);
    /** What other objects are judged by. */
    private static final List<GroupKind> MATTERING = List.of(
            GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION, GroupKind.SERVICE, GroupKind.CONFIG_MAP,
            GroupKind.DEPLOYMENT, GroupKind.POD);

    /** All of these, as the caches call them. */
    private static final Set<ResourceKind> CACHED = EnumSet.of(
            ResourceKind.AUTHORIZATION_POLICY, ResourceKind.REQUEST_AUTHENTICATION, ResourceKind.ENVOY_FILTER, ResourceKind.WASM_PLUGIN,
            ResourceKind.TRAFFIC_EXTENSION, ResourceKind.PROXY_CONFIG, ResourceKind.SERVICE, ResourceKind.MESH_CONFIG,
            ResourceKind.DEPLOYMENT, ResourceKind.POD, ResourceKind.GATEWAY, ResourceKind.KUBERNETES_GATEWAY);

    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final BooleanSupplier leads;
    private final Duration round;
    private final Verdicts verdicts;
    private final List<KindLook> others;
    private final Schedule schedule = new Schedule("stored", 1);
    private Set<JsonNode> gateway = Set.of();
    private volatile boolean changed = true;
    private boolean looking;
    private boolean stale;
    private long lastRound;

    /**
     * @param cluster what the caches hold
     * @param leads   whether this replica leads and its caches are complete
     * @param news    told of each object that the guard would refuse
     */
    public StoredLook(
            KubernetesClient client, ClusterObjects cluster, Settings settings, BooleanSupplier leads,
            Consumer<StoredObjects.Refused> news, ControllerMetrics metrics) {
        this.cluster = cluster;
        this.settings = settings.exposure();
        this.leads = leads;
        this.round = settings.controller().resync();
        this.verdicts = new Verdicts(new StoredObjects(settings.exposure()), cluster, news, metrics::storedJudged);
        this.others = Arrays.stream(JudgedKind.values())
                .map(kind -> new KindLook(
                        client, kind, settings.exposure().gateway().namespace(), settings.controller().watchSilence(), verdicts))
                .toList();
        StoredObjects.KINDS.stream().map(GroupKind::kind).distinct()
                .forEach(kind -> metrics.storedRefused(kind, () -> verdicts.refused(kind)));
    }

    /** Begins; returns at once. */
    public void start() {
        schedule.every(PAUSE, this::step);
    }

    @Override
    public void close() {
        schedule.close();
        others.forEach(KindLook::close);
    }

    /** Something happened to an object of this kind, which the caches hold. Returns at once. */
    public void changed(ResourceKind kind) {
        if (CACHED.contains(kind)) {
            changed = true;
        }
    }

    private void step() {
        if (!leads.getAsBoolean()) {
            others.forEach(KindLook::close);
            verdicts.forget();
            looking = false;
            return;
        }
        if (changed || !looking) {
            changed = false;
            Set<JsonNode> now = seen();
            if (!now.equals(gateway)) {
                gateway = now;
                verdicts.gatewayChanged();
                stale = true;
            }
            cached();
        }
        boolean due = !looking || System.nanoTime() - lastRound > round.toNanos();
        if (due) {
            lastRound = System.nanoTime();
        }
        boolean anew = due && (stale || !looking);
        others.forEach(kind -> kind.look(anew));
        stale &= !anew;
        looking = true;
    }

    /** Of the gateway, all that verdicts on other objects rest on. */
    private Set<JsonNode> seen() {
        Set<JsonNode> all = new HashSet<>();
        Stream.concat(beside(MATTERING), ANYWHERE.stream().flatMap(kind -> cluster.of(kind).stream()))
                .forEach(object -> all.add(essence(object)));
        return all;
    }

    private static JsonNode essence(JsonNode object) {
        return Json.object(
                "kind", object.path("kind"),
                "name", object.at("/metadata/name"),
                "namespace", object.at("/metadata/namespace"),
                "labels", object.at("/metadata/labels"),
                "annotations", object.at("/metadata/annotations"),
                "spec", object.path("spec"),
                "data", object.path("data"));
    }

    private void cached() {
        for (GroupKind kind : BESIDE_THE_GATEWAY) {
            judge(kind, beside(List.of(kind)));
        }
        ANYWHERE.forEach(kind -> judge(kind, cluster.of(kind).stream()));
    }

    private void judge(GroupKind kind, Stream<JsonNode> objects) {
        Set<String> seen = new HashSet<>();
        objects.forEach(object -> seen.add(verdicts.judge(object)));
        verdicts.keepOnly(kind, seen);
    }

    private Stream<JsonNode> beside(List<GroupKind> kinds) {
        Set<String> namespaces = new TreeSet<>(List.of(settings.gateway().namespace(), GuardedGateway.rootNamespace(cluster, settings)));
        return kinds.stream().flatMap(kind -> namespaces.stream().flatMap(namespace -> cluster.in(namespace, kind).stream()));
    }
}
