package io.sallyport.controller.stored;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.core.model.GroupKind;
import java.util.List;

/** Kinds that the guard judges and that no cache holds: they are read a page at a time, judged, and not kept. */
enum JudgedKind {
    VIRTUAL_SERVICE("networking.istio.io", "VirtualService", "virtualservices", true, "v1", "v1beta1"),
    DESTINATION_RULE("networking.istio.io", "DestinationRule", "destinationrules", true, "v1", "v1beta1"),
    SERVICE_ENTRY("networking.istio.io", "ServiceEntry", "serviceentries", true, "v1", "v1beta1"),
    WORKLOAD_ENTRY("networking.istio.io", "WorkloadEntry", "workloadentries", false, "v1", "v1beta1"),
    WORKLOAD_GROUP("networking.istio.io", "WorkloadGroup", "workloadgroups", false, "v1", "v1beta1"),
    TELEMETRY("telemetry.istio.io", "Telemetry", "telemetries", false, "v1", "v1alpha1"),
    INGRESS("networking.k8s.io", "Ingress", "ingresses", true, "v1"),
    HTTP_ROUTE("gateway.networking.k8s.io", "HTTPRoute", "httproutes", true, "v1", "v1beta1"),
    GRPC_ROUTE("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes", true, "v1"),
    TLS_ROUTE("gateway.networking.k8s.io", "TLSRoute", "tlsroutes", true, "v1", "v1alpha3", "v1alpha2"),
    TCP_ROUTE("gateway.networking.k8s.io", "TCPRoute", "tcproutes", true, "v1alpha2"),
    LISTENER_SET("gateway.networking.k8s.io", "ListenerSet", "listenersets", true, "v1");

    private final String group;
    private final String kind;
    private final String plural;
    private final boolean everywhere;
    private final List<String> versions;

    JudgedKind(String group, String kind, String plural, boolean everywhere, String... versions) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.everywhere = everywhere;
        this.versions = List.of(versions);
    }

    /** False if only those of the gateway's namespace can do anything to it. */
    boolean everywhere() {
        return everywhere;
    }

    GroupKind kind() {
        return new GroupKind(group, kind);
    }

    /** The preferred one first. */
    List<String> versions() {
        return versions;
    }

    String apiVersion(String version) {
        return group + "/" + version;
    }

    ResourceDefinitionContext definition(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }

    @Override
    public String toString() {
        return plural + "." + group;
    }
}
