package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds of objects we read or write, with the API versions we can speak, the preferred one first. */
public enum ResourceKind {
    INFERENCE_SERVICE("serving.kserve.io", "InferenceService", "inferenceservices", "v1beta1"),
    INFERENCE_GRAPH("serving.kserve.io", "InferenceGraph", "inferencegraphs", "v1alpha1"),
    TRAINED_MODEL("serving.kserve.io", "TrainedModel", "trainedmodels", "v1alpha1"),
    VIRTUAL_SERVICE("networking.istio.io", "VirtualService", "virtualservices", "v1", "v1beta1"),
    /** The same kind again: routes that are not ours, of which those are kept whole that may come to the gateway by a write of a Gateway. */
    OTHER_ROUTE("networking.istio.io", "VirtualService", "virtualservices", "v1", "v1beta1"),
    AUTHORIZATION_POLICY("security.istio.io", "AuthorizationPolicy", "authorizationpolicies", "v1", "v1beta1"),
    REQUEST_AUTHENTICATION("security.istio.io", "RequestAuthentication", "requestauthentications", "v1", "v1beta1"),
    /** Followed only where the settings ask for ours, as the rights are given. */
    NETWORK_POLICY("networking.k8s.io", "NetworkPolicy", "networkpolicies", "v1"),
    NAMESPACE("", "Namespace", "namespaces", "v1"),
    SERVICE_ACCOUNT("", "ServiceAccount", "serviceaccounts", "v1"),
    /** Followed only where somebody's rights make a caller. */
    ROLE_BINDING("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", "v1"),
    /** Kubeflow's. */
    PROFILE("kubeflow.org", "Profile", "profiles", "v1", "v1beta1"),
    POD("", "Pod", "pods", "v1"),
    CONFIG_MAP("", "ConfigMap", "configmaps", "v1"),
    /** The same kind again: a watch by name follows one object only. */
    MESH_CONFIG("", "ConfigMap", "configmaps", "v1"),
    DEPLOYMENT("apps", "Deployment", "deployments", "v1"),
    SERVICE("", "Service", "services", "v1"),
    GATEWAY("networking.istio.io", "Gateway", "gateways", "v1", "v1beta1", "v1alpha3"),
    KUBERNETES_GATEWAY("gateway.networking.k8s.io", "Gateway", "gateways", "v1", "v1beta1"),
    INGRESS_CLASS("networking.k8s.io", "IngressClass", "ingressclasses", "v1"),
    ENVOY_FILTER("networking.istio.io", "EnvoyFilter", "envoyfilters", "v1alpha3"),
    PROXY_CONFIG("networking.istio.io", "ProxyConfig", "proxyconfigs", "v1beta1"),
    WASM_PLUGIN("extensions.istio.io", "WasmPlugin", "wasmplugins", "v1alpha1"),
    TRAFFIC_EXTENSION("extensions.istio.io", "TrafficExtension", "trafficextensions", "v1alpha1");

    /** Not every cluster has them; KServe may come after us. */
    private static final Set<ResourceKind> OPTIONAL = EnumSet.of(
            INFERENCE_SERVICE, INFERENCE_GRAPH, TRAINED_MODEL, PROFILE, GATEWAY, KUBERNETES_GATEWAY, ENVOY_FILTER, PROXY_CONFIG, WASM_PLUGIN, TRAFFIC_EXTENSION);
    /** Many clusters never have them, or not for long after us. */
    private static final Set<ResourceKind> RARE =
            EnumSet.of(INFERENCE_GRAPH, TRAINED_MODEL, PROFILE, KUBERNETES_GATEWAY, ENVOY_FILTER, PROXY_CONFIG, WASM_PLUGIN, TRAFFIC_EXTENSION);

    private final String group;
    private final String kind;
    private final String plural;
    private final List<String> versions;

    ResourceKind(String group, String kind, String plural, String... versions) {
        this.group = group;
        this.kind = kind;
        this.plural = plural;
        this.versions = List.of(versions);
    }

    static ResourceKind of(ObjectRef ref) {
        return all(GroupKind.of(ref))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a kind of ours: " + ref));
    }

    /** None for a kind that is not followed; several where different objects of it are followed by themselves. */
    public static Stream<ResourceKind> all(GroupKind kind) {
        return Arrays.stream(values()).filter(known -> known.kind.equals(kind.kind()) && known.group.equals(kind.group()));
    }

    /** True if a cluster without it is complete. */
    public boolean optional() {
        return OPTIONAL.contains(this);
    }

    /** True if it comes with Istio. */
    public boolean istios() {
        return group.endsWith(".istio.io");
    }

    /** True if asking for it all the time, where it is missing, would only make noise. */
    public boolean rare() {
        return RARE.contains(this);
    }

    /** What is followed, in the words of the API server, and for each of us another. */
    public String label() {
        return switch (this) {
            case MESH_CONFIG -> "configmaps of the mesh";
            case OTHER_ROUTE -> "virtualservices of others";
            case KUBERNETES_GATEWAY -> plural + "." + group;
            default -> plural;
        };
    }

    public List<String> versions() {
        return versions;
    }

    String plural() {
        return plural;
    }

    /** As the core knows it, whatever version it was read in. */
    public String preferredApiVersion() {
        return apiVersion(versions.getFirst());
    }

    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Where the API server serves this version. */
    String root(String version) {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion(version);
    }

    public ResourceDefinitionContext definition(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(this != NAMESPACE && this != PROFILE && this != INGRESS_CLASS)
                .build();
    }
}
