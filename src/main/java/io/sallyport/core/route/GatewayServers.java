package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which Gateways are served by the gateway's Pods. */
public final class GatewayServers {
    /** Of the Gateway API. */
    public static final GroupKind KUBERNETES_GATEWAY = new GroupKind("gateway.networking.k8s.io", "Gateway");

    /** More listeners for one of those; the second is what it was called before. */
    public static final List<GroupKind> LISTENER_SETS = List.of(
            new GroupKind("gateway.networking.k8s.io", "ListenerSet"), new GroupKind("gateway.networking.x-k8s.io", "XListenerSet"));

    private static final String NAME = "gateway.istio.io/name-override";

    private GatewayServers() {}

    /** Istio's Gateways that select one of these Pods; one without a selector selects all. */
    public static List<JsonNode> selecting(ClusterObjects cluster, List<Map<String, String>> pods) {
        return cluster.of(GroupKind.GATEWAY).stream()
                .filter(gateway -> selects(gateway, pods))
                .toList();
    }

    /** Whether one of Istio's Gateways selects one of these Pods. */
    public static boolean selects(JsonNode gateway, List<Map<String, String>> pods) {
        return selects(Json.textMap(gateway.at("/spec/selector")), pods);
    }

    static boolean selects(Map<String, String> selector, List<Map<String, String>> pods) {
        return pods.stream().anyMatch(labels -> labels.entrySet().containsAll(selector.entrySet()));
    }

    /**
     * Whether a server or listener passes connections on as they are, so that nobody reads requests from them; what is not
     * known to be HTTP does.
     */
    public static boolean passesOn(JsonNode server) {
        String protocol = server.path("protocol").asText(server.at("/port/protocol").asText("")).toUpperCase(Locale.ROOT);
        boolean passed = server.at("/tls/mode").asText("").toUpperCase(Locale.ROOT).endsWith("PASSTHROUGH");
        return switch (protocol) {
            case "HTTP", "HTTP2", "GRPC", "GRPC-WEB" -> false;
            case "HTTPS" -> passed;
            default -> true;
        };
    }

    /**
     * Whether routes of this Gateway are routes of the Pods. One that is not known may be made later, so it counts.
     *
     * @param name as in {@link RouteSource#gateways}
     */
    public static boolean serves(String name, ClusterObjects cluster, List<Map<String, String>> pods, String service) {
        if (name.equals(RouteSource.MESH)) {
            return false;
        }
        if (name.equals(IngressReader.GATEWAY)) {
            return true;
        }
        boolean kubernetes = name.startsWith(GatewayApiReader.GATEWAY);
        String[] address = name.substring(kubernetes ? GatewayApiReader.GATEWAY.length() : 0).split("/", 2);
        Optional<JsonNode> known = address.length < 2
                ? Optional.empty()
                : cluster.find(kubernetes ? KUBERNETES_GATEWAY : GroupKind.GATEWAY, address[0], address[1]);
        return known.map(gateway -> kubernetes ? attaches(gateway, service) : selects(gateway, pods)).orElse(true);
    }

    /** Whether a set's Gateway is served by an existing Service; one that is not known may be made later, so it counts. */
    public static boolean adds(JsonNode listenerSet, ClusterObjects cluster, String service) {
        JsonNode parent = listenerSet.at("/spec/parentRef");
        String namespace = parent.path("namespace").asText(listenerSet.at("/metadata/namespace").asText());
        return cluster.find(KUBERNETES_GATEWAY, namespace, parent.path("name").asText())
                .map(gateway -> attaches(gateway, service))
                .orElse(true);
    }

    /**
     * Whether a Gateway of the Gateway API is served by existing Pods, by way of a Service in the gateway's namespace, instead
     * of Pods of its own (pilot/pkg/config/kube/gateway/conversion.go, extractGatewayServices). Which Service does not matter:
     * another may select the same Pods, now or later.
     *
     * @param service full name of the gateway's Service
     */
    public static boolean attaches(JsonNode gateway, String service) {
        String namespace = gateway.at("/metadata/namespace").asText();
        String[] own = service.split("\\.", 3);
        boolean named = Json.elements(gateway.at("/spec/addresses")).stream()
                .map(address -> address.path("value").asText().toLowerCase(Locale.ROOT))
                .map(value -> value.contains(".") ? value : value + "." + namespace)
                .map(value -> value.split("\\."))
                .anyMatch(parts -> parts.length > 1 && parts[1].equals(own[1]));
        return named || namespace.equals(own[1]) && isCalled(gateway, own[0]);
    }

    /** Without addresses istiod makes Pods and a Service, of a name that can be chosen. */
    private static boolean isCalled(JsonNode gateway, String service) {
        JsonNode override = gateway.at("/metadata/annotations").path(NAME);
        String name = gateway.at("/metadata/name").asText();
        String suffixed = name + "-" + gateway.at("/spec/gatewayClassName").asText();
        return !override.isMissingNode() || List.of(name, suffixed).contains(service);
    }
}
