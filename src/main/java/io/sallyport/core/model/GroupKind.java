package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A kind of objects, in whatever version of its API.
 *
 * @param group empty for the core group
 */
public record GroupKind(String group, String kind) {
    public static final GroupKind INFERENCE_SERVICE = new GroupKind("serving.kserve.io", "InferenceService");
    public static final GroupKind SERVICE_ACCOUNT = new GroupKind("", "ServiceAccount");
    public static final GroupKind ROLE_BINDING = new GroupKind("rbac.authorization.k8s.io", "RoleBinding");
    public static final GroupKind PROFILE = new GroupKind("kubeflow.org", "Profile");
    public static final GroupKind INFERENCE_GRAPH = new GroupKind("serving.kserve.io", "InferenceGraph");
    public static final GroupKind LLM_INFERENCE_SERVICE = new GroupKind("serving.kserve.io", "LLMInferenceService");
    public static final GroupKind TRAINED_MODEL = new GroupKind("serving.kserve.io", "TrainedModel");
    public static final GroupKind AUTHORIZATION_POLICY = new GroupKind("security.istio.io", "AuthorizationPolicy");
    public static final GroupKind REQUEST_AUTHENTICATION = new GroupKind("security.istio.io", "RequestAuthentication");
    public static final GroupKind VIRTUAL_SERVICE = new GroupKind("networking.istio.io", "VirtualService");
    public static final GroupKind GATEWAY = new GroupKind("networking.istio.io", "Gateway");
    public static final GroupKind DESTINATION_RULE = new GroupKind("networking.istio.io", "DestinationRule");
    public static final GroupKind SERVICE_ENTRY = new GroupKind("networking.istio.io", "ServiceEntry");
    public static final GroupKind WORKLOAD_ENTRY = new GroupKind("networking.istio.io", "WorkloadEntry");
    public static final GroupKind WORKLOAD_GROUP = new GroupKind("networking.istio.io", "WorkloadGroup");
    public static final GroupKind ENVOY_FILTER = new GroupKind("networking.istio.io", "EnvoyFilter");
    public static final GroupKind PROXY_CONFIG = new GroupKind("networking.istio.io", "ProxyConfig");
    public static final GroupKind WASM_PLUGIN = new GroupKind("extensions.istio.io", "WasmPlugin");
    public static final GroupKind TRAFFIC_EXTENSION = new GroupKind("extensions.istio.io", "TrafficExtension");
    public static final GroupKind TELEMETRY = new GroupKind("telemetry.istio.io", "Telemetry");
    public static final GroupKind NETWORK_POLICY = new GroupKind("networking.k8s.io", "NetworkPolicy");
    public static final GroupKind SERVICE = new GroupKind("", "Service");
    public static final GroupKind POD = new GroupKind("", "Pod");
    public static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    public static final GroupKind DEPLOYMENT = new GroupKind("apps", "Deployment");
    public static final GroupKind REPLICA_SET = new GroupKind("apps", "ReplicaSet");
    public static final GroupKind STATEFUL_SET = new GroupKind("apps", "StatefulSet");
    public static final GroupKind DAEMON_SET = new GroupKind("apps", "DaemonSet");
    public static final GroupKind CUSTOM_RESOURCE_DEFINITION =
            new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");
    public static final GroupKind INGRESS_CLASS = new GroupKind("networking.k8s.io", "IngressClass");
    public static final GroupKind NAMESPACE = new GroupKind("", "Namespace");

    /** The kind of an object. */
    public static GroupKind of(JsonNode object) {
        return of(ObjectRef.of(object));
    }

    public static GroupKind of(ObjectRef ref) {
        return new GroupKind(ref.group(), ref.kind());
    }
}
