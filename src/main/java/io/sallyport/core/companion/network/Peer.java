package io.sallyport.core.companion.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;

/** Whom a NetworkPolicy lets in. */
sealed interface Peer {
    /** The label that every Namespace has and that only the API server writes: its name. */
    String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    /** Pods with such labels, of Namespaces with such labels. */
    record Pods(LabelSelector namespaces, LabelSelector pods) implements Peer {}

    /** Addresses, of which it cannot be told whose they are. */
    record Addresses() implements Peer {}

    /**
     * @param from      an element of {@code spec.ingress[].from}
     * @param namespace the policy's, meant where the element names none
     */
    static Peer of(JsonNode from, String namespace) {
        if (from.path("ipBlock").isObject() || !(from.path("podSelector").isObject() || from.path("namespaceSelector").isObject())) {
            return new Addresses();
        }
        LabelSelector namespaces = from.path("namespaceSelector").isObject()
                ? LabelSelector.of(from.path("namespaceSelector"))
                : LabelSelector.of(Json.object("matchLabels", Json.object(NAMESPACE_NAME, namespace)));
        return new Pods(namespaces, LabelSelector.of(from.path("podSelector")));
    }

    /** True if one of the others lets in all that this one does; {@code false} where that cannot be told. */
    default boolean within(List<Peer> others) {
        return switch (this) {
            case Addresses() -> false;
            case Pods(LabelSelector namespaces, LabelSelector pods) -> others.stream().anyMatch(other ->
                    other instanceof Pods(LabelSelector widerNamespaces, LabelSelector widerPods)
                            && namespaces.within(widerNamespaces) && pods.within(widerPods));
        };
    }
}
