package io.sallyport.core.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The address of one object in a cluster.
 *
 * @param apiVersion group and version, such as {@code security.istio.io/v1}; {@code v1} for the core group
 * @param kind       such as {@code AuthorizationPolicy}
 * @param namespace  empty for objects that live in no namespace
 * @param name       the object's name
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    /** Reads the address out of an object; fields that are not there become empty strings. */
    public static ObjectRef of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new ObjectRef(
                object.path("apiVersion").asText(),
                object.path("kind").asText(),
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
    }

    /** The API group without the version; empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** True if both name the same object, whatever version of the API each was read through. */
    public boolean sameObject(ObjectRef other) {
        return group().equals(other.group())
                && kind.equals(other.kind)
                && namespace.equals(other.namespace)
                && name.equals(other.name);
    }

    /** As people write it: {@code AuthorizationPolicy istio-system/require-jwt}. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
