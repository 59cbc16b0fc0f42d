package io.sallyport.cli.input;

import io.sallyport.core.model.NearMiss;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds of the API groups that Sallyport looks at. One that is misspelt would be judged by nothing and so be allowed: only
 * the API server knows every kind, so no more than a slip is found.
 */
final class KnownKinds {
    private static final Map<String, List<String>> BY_GROUP = Map.of(
            "serving.kserve.io",
            List.of("InferenceService", "InferenceGraph", "ServingRuntime", "ClusterServingRuntime", "TrainedModel",
                    "LLMInferenceService", "LLMInferenceServiceConfig", "ClusterStorageContainer"),
            "security.istio.io",
            List.of("AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication"),
            "networking.istio.io",
            List.of("VirtualService", "Gateway", "DestinationRule", "EnvoyFilter", "ServiceEntry", "Sidecar",
                    "WorkloadEntry", "WorkloadGroup", "ProxyConfig"),
            "extensions.istio.io",
            List.of("WasmPlugin", "TrafficExtension"),
            "gateway.networking.k8s.io",
            List.of("Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "ListenerSet",
                    "ReferenceGrant", "BackendTLSPolicy"),
            "networking.k8s.io",
            List.of("Ingress", "IngressClass", "NetworkPolicy"),
            "apps",
            List.of("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ControllerRevision"),
            "apiextensions.k8s.io",
            List.of("CustomResourceDefinition"),
            "",
            List.of("Pod", "Namespace", "ConfigMap", "Service", "ServiceAccount", "Secret", "Endpoints",
                    "PersistentVolume", "PersistentVolumeClaim", "ReplicationController", "PodTemplate", "Node", "Event",
                    "LimitRange", "ResourceQuota", "Binding"));

    /** Kinds whose objects live in no namespace, in any group that is likely to be among manifests. */
    private static final Set<String> CLUSTER_SCOPED = Set.of(
            "Namespace", "Node", "PersistentVolume", "CustomResourceDefinition", "ClusterRole", "ClusterRoleBinding",
            "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "APIService",
            "PriorityClass", "StorageClass", "CSIDriver", "VolumeAttachment", "RuntimeClass", "IngressClass", "GatewayClass",
            "ClusterServingRuntime", "ClusterStorageContainer", "ClusterIssuer", "Profile", "CertificateSigningRequest",
            "FlowSchema", "PriorityLevelConfiguration");

    private KnownKinds() {}

    static boolean inNamespaces(String kind) {
        return !CLUSTER_SCOPED.contains(kind);
    }

    /** What is wrong with the kind or its group, with what was meant; empty if nothing is known to be wrong. */
    static Optional<String> misspelt(ObjectRef ref) {
        List<String> kinds = BY_GROUP.getOrDefault(ref.group(), List.of());
        if (kinds.isEmpty()) {
            return NearMiss.of(ref.group(), BY_GROUP.keySet())
                    .map(group -> "apiVersion " + ref.apiVersion() + " is of no group that is known: did you mean " + group + "?");
        }
        return NearMiss.of(ref.kind(), kinds)
                .map(kind -> "there is no kind " + ref.kind() + " in " + ref.apiVersion() + ": did you mean " + kind + "?");
    }

    /** True for a kind whose objects' names are those of DNS, as nearly all are. */
    static boolean namedAsDns(ObjectRef ref) {
        return BY_GROUP.getOrDefault(ref.group(), List.of()).contains(ref.kind());
    }
}
