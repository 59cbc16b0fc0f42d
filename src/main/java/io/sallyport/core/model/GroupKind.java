package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A kind of objects, in whatever version of its API.
 *
 * @param group empty for the core group
 */
public record GroupKind(String group, String kind) {
    public static final GroupKind AUTHORIZATION_POLICY = new GroupKind("security.istio.io", "AuthorizationPolicy");
    public static final GroupKind REQUEST_AUTHENTICATION = new GroupKind("security.istio.io", "RequestAuthentication");
    public static final GroupKind VIRTUAL_SERVICE = new GroupKind("networking.istio.io", "VirtualService");
    public static final GroupKind GATEWAY = new GroupKind("networking.istio.io", "Gateway");
    public static final GroupKind SERVICE = new GroupKind("", "Service");
    public static final GroupKind POD = new GroupKind("", "Pod");
    public static final GroupKind CONFIG_MAP = new GroupKind("", "ConfigMap");
    public static final GroupKind DEPLOYMENT = new GroupKind("apps", "Deployment");
    public static final GroupKind NAMESPACE = new GroupKind("", "Namespace");

    /** The kind of an object. */
    public static GroupKind of(JsonNode object) {
        return of(ObjectRef.of(object));
    }

    public static GroupKind of(ObjectRef ref) {
        return new GroupKind(ref.group(), ref.kind());
    }
}
