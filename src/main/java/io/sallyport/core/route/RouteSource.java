package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.route.match.Route;
import java.util.List;
import java.util.stream.Stream;

/**
 * An object that brings routes.
 *
 * @param ref       its address
 * @param owner     API group of the controller that owns it; empty if none does
 * @param gateways  full names, {@code namespace/name}; {@link #MESH} for sidecars
 * @param hosts     that the routes are for
 * @param exportTo  namespaces that see it, {@code .} for its own and {@code *} for all
 * @param created   when, as the API server wrote it
 * @param routes    in their order
 */
public record RouteSource(
        ObjectRef ref,
        String owner,
        List<String> gateways,
        List<String> hosts,
        List<String> exportTo,
        String created,
        List<Route> routes) {

    /** Stands for all sidecars. */
    public static final String MESH = "mesh";

    public static final GroupKind INGRESS = new GroupKind("networking.k8s.io", "Ingress");
    public static final GroupKind HTTP_ROUTE = new GroupKind("gateway.networking.k8s.io", "HTTPRoute");
    public static final GroupKind GRPC_ROUTE = new GroupKind("gateway.networking.k8s.io", "GRPCRoute");
    public static final GroupKind TLS_ROUTE = new GroupKind("gateway.networking.k8s.io", "TLSRoute");
    public static final GroupKind TCP_ROUTE = new GroupKind("gateway.networking.k8s.io", "TCPRoute");

    /** Every kind that brings HTTP routes to a gateway. */
    public static final List<GroupKind> KINDS = List.of(GroupKind.VIRTUAL_SERVICE, INGRESS, HTTP_ROUTE, GRPC_ROUTE);

    public RouteSource {
        gateways = List.copyOf(gateways);
        hosts = List.copyOf(hosts);
        exportTo = List.copyOf(exportTo);
        routes = List.copyOf(routes);
    }

    /** None if the object brings none, or is not for Istio; of an Ingress one for each of its hosts, as istiod makes them. */
    public static List<RouteSource> all(JsonNode object, String clusterDomain) {
        GroupKind kind = GroupKind.of(object);
        if (kind.equals(GroupKind.VIRTUAL_SERVICE)) {
            return List.of(VirtualServiceReader.read(object, clusterDomain));
        }
        if (kind.equals(INGRESS)) {
            return IngressReader.read(object, clusterDomain);
        }
        if (kind.equals(TLS_ROUTE) || kind.equals(TCP_ROUTE)) {
            return List.of(GatewayApiReader.read(object, clusterDomain).withoutHttp());
        }
        return kind.equals(HTTP_ROUTE) || kind.equals(GRPC_ROUTE)
                ? List.of(GatewayApiReader.read(object, clusterDomain))
                : List.of();
    }

    /**
     * Namespaces of the Gateways that a VirtualService names, for itself or for some of its requests.
     *
     * @param object of this kind
     */
    public static Stream<String> gatewayNamespaces(JsonNode object) {
        return VirtualServiceReader.gateways(object)
                .filter(name -> !name.equals(MESH))
                .map(name -> name.substring(0, name.indexOf('/')));
    }

    /** What it has instead is read by {@link RawRoute}. */
    private RouteSource withoutHttp() {
        return new RouteSource(ref, owner, gateways, hosts, exportTo, created, List.of());
    }

    /** True if a gateway in this namespace sees it. */
    public boolean visibleIn(String namespace) {
        return exportTo.isEmpty()
                || exportTo.contains("*")
                || exportTo.contains(namespace)
                || exportTo.contains(".") && ref.namespace().equals(namespace);
    }

    /** Smaller is earlier: what is private, what is exported by name, the rest (pilot/pkg/model/push_context.go). */
    int precedence(String namespace) {
        if (exportTo.equals(List.of("."))) {
            return 0;
        }
        return exportTo.contains(namespace) ? 1 : 2;
    }

    static String owner(JsonNode object) {
        return Json.elements(object.at("/metadata/ownerReferences")).stream()
                .filter(owner -> owner.path("controller").asBoolean(false))
                .map(owner -> owner.path("apiVersion").asText().replaceFirst("/.*", ""))
                .findFirst()
                .orElse("");
    }

    static String created(JsonNode object) {
        return object.at("/metadata/creationTimestamp").asText("");
    }
}
