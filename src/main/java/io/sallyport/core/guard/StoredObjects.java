package io.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.guard.gateway.Kept;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RouteSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Objects as they are stored, judged as if they were written now: so it is found what was written while nobody answered, or
 * before there was a guard. What is compared with what was there before, such as an edit of require-jwt, has nothing to be
 * compared with here; those writes are refused while nobody answers.
 */
public final class StoredObjects {
    /**
     * What is looked at. What makes Pods is judged by the Pods that it makes, and a Namespace or a definition that is there does
     * no harm by being there.
     */
    public static final Set<GroupKind> KINDS = Set.of(
            GroupKind.VIRTUAL_SERVICE, GroupKind.DESTINATION_RULE, GroupKind.GATEWAY,
            RouteSource.INGRESS, RouteSource.HTTP_ROUTE, RouteSource.GRPC_ROUTE, RouteSource.TLS_ROUTE, RouteSource.TCP_ROUTE,
            GatewayServers.KUBERNETES_GATEWAY, GatewayServers.LISTENER_SETS.getFirst(), GatewayServers.LISTENER_SETS.getLast(),
            GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION,
            GroupKind.ENVOY_FILTER, GroupKind.WASM_PLUGIN, GroupKind.TRAFFIC_EXTENSION, GroupKind.PROXY_CONFIG, GroupKind.TELEMETRY,
            GroupKind.SERVICE, GroupKind.SERVICE_ENTRY, GroupKind.WORKLOAD_ENTRY, GroupKind.WORKLOAD_GROUP,
            GroupKind.CONFIG_MAP, GroupKind.POD, GroupKind.DEPLOYMENT);

    /** RequestAuthentications that Kubeflow ships; whose tokens they take, its admins say. */
    private static final Set<String> OF_KUBEFLOW = Set.of("dex-jwt", "m2m-token-issuer");

    private final ExposureSettings settings;
    private final Guard guard;

    /**
     * One that the guard would refuse.
     *
     * @param uid    of the object; empty if it has none
     * @param faults everything that speaks against it
     */
    public record Refused(ObjectRef ref, String uid, List<Fault> faults) {}

    public StoredObjects(ExposureSettings settings) {
        this.settings = settings;
        this.guard = new Guard(settings);
    }

    /** Of all that is known, in an order that is the same every time. */
    public List<Refused> refused(ClusterObjects cluster) {
        return KINDS.stream()
                .sorted(Comparator.comparing(GroupKind::toString))
                .flatMap(kind -> cluster.of(kind).stream())
                .flatMap(object -> refused(object, cluster).stream())
                .toList();
    }

    /** What the guard would say if somebody wrote the object now; empty if it would let it pass. */
    public Optional<Refused> refused(JsonNode object, ClusterObjects cluster) {
        ObjectRef ref = ObjectRef.of(object);
        if (!KINDS.contains(GroupKind.of(ref)) || Kept.is(object, cluster, settings) || isKubeflows(ref)) {
            return Optional.empty();
        }
        List<Fault> faults = guard.faults(new Write(ref, start(object), object, false), cluster.without(ref));
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refused(ref, object.at("/metadata/uid").asText(), faults));
    }

    /** Nothing; a Gateway is there already, but has no servers, since the routes that name it are judged by themselves. */
    private static JsonNode start(JsonNode object) {
        if (!GroupKind.of(object).equals(GroupKind.GATEWAY) || !object.path("spec").isObject()) {
            return Json.none();
        }
        ObjectNode empty = object.deepCopy();
        empty.withObject("/spec").remove("servers");
        return empty;
    }

    private boolean isKubeflows(ObjectRef ref) {
        return GroupKind.of(ref).equals(GroupKind.REQUEST_AUTHENTICATION)
                && ref.namespace().equals(settings.gateway().namespace())
                && OF_KUBEFLOW.contains(ref.name());
    }
}
