package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.route.ListenerPorts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Optional;
import java.util.stream.Stream;

/** Which Pods are the gateway: those with the labels in the settings, and those that its Gateway object selects. */
public final class GuardedGateway {
    private GuardedGateway() {}

    /** The Pods that run, and those that Deployments are going to make; where there are none, one like the settings say. */
    public static GatewayWorkload workload(ClusterObjects cluster, ExposureSettings settings) {
        String namespace = settings.gateway().namespace();
        Stream<JsonNode> pods = cluster.in(namespace, GroupKind.POD).stream().map(pod -> pod.at("/metadata/labels"));
        Stream<JsonNode> templates = cluster.in(namespace, GroupKind.DEPLOYMENT).stream()
                .map(deployment -> deployment.at("/spec/template/metadata/labels"));
        List<Map<String, String>> selectors = selectors(cluster, settings);
        List<Map<String, String>> labels = Stream.concat(pods, templates)
                .map(Json::textMap)
                .filter(pod -> selectors.stream().anyMatch(selector -> selects(selector, pod)))
                .toList();
        List<Map<String, String>> all = labels.isEmpty() ? List.of(settings.gateway().selector()) : labels;
        return new GatewayWorkload(all, ListenerPorts.of(cluster, namespace, all));
    }

    /** Whose policies hold for every workload of the mesh. */
    public static String rootNamespace(ClusterObjects cluster, ExposureSettings settings) {
        return MeshConfigMaps.rootNamespace(cluster, settings.gateway().namespace());
    }

    /**
     * Why the gateway denies what a CUSTOM policy matches without asking anybody; empty if it asks.
     *
     * @param asked the providers of all CUSTOM policies that reach the gateway
     */
    public static Optional<String> providerFault(
            ClusterObjects cluster, ExposureSettings settings, String provider, Set<String> asked) {
        return ExtensionProviders.fault(cluster, settings.gateway().namespace(), provider, asked);
    }

    /** What makes a Pod one of the gateway. */
    public static List<Map<String, String>> selectors(ClusterObjects cluster, ExposureSettings settings) {
        String[] name = settings.gateway().name().split("/", 2);
        return Stream.concat(
                        Stream.of(settings.gateway().selector()),
                        cluster.find(GroupKind.GATEWAY, name[0], name[1]).stream()
                                .map(gateway -> Json.textMap(gateway.at("/spec/selector"))))
                .distinct()
                .toList();
    }

    public static boolean selects(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }
}
