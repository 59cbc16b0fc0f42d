package io.sallyport.controller;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of objects we read or write, with the API versions we can speak, the preferred one first. */
enum ResourceKind {
    INFERENCE_SERVICE("serving.kserve.io", "InferenceService", "inferenceservices", "v1beta1"),
    VIRTUAL_SERVICE("networking.istio.io", "VirtualService", "virtualservices", "v1", "v1beta1"),
    AUTHORIZATION_POLICY("security.istio.io", "AuthorizationPolicy", "authorizationpolicies", "v1", "v1beta1"),
    REQUEST_AUTHENTICATION("security.istio.io", "RequestAuthentication", "requestauthentications", "v1", "v1beta1"),
    NAMESPACE("", "Namespace", "namespaces", "v1"),
    POD("", "Pod", "pods", "v1"),
    CONFIG_MAP("", "ConfigMap", "configmaps", "v1");

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
        return find(GroupKind.of(ref)).orElseThrow(() -> new IllegalArgumentException("not a kind of ours: " + ref));
    }

    static Optional<ResourceKind> find(GroupKind kind) {
        return Arrays.stream(values())
                .filter(known -> known.kind.equals(kind.kind()) && known.group.equals(kind.group()))
                .findFirst();
    }

    List<String> versions() {
        return versions;
    }

    String plural() {
        return plural;
    }

    /** As the core knows it, whatever version it was read in. */
    String preferredApiVersion() {
        return apiVersion(versions.getFirst());
    }

    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** Where the API server serves this version. */
    String root(String version) {
        return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion(version);
    }

    ResourceDefinitionContext definition(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(this != NAMESPACE)
                .build();
    }
}
