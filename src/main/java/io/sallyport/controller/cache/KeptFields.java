package io.sallyport.controller.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.route.RouteSource;
import java.util.List;
import java.util.Set;

/** What is kept of objects in memory: what somebody reads, or writes back. */
final class KeptFields {
    private final Set<String> settled;

    /** @param settled namespaces whose Gateways only admins write */
    KeptFields(Set<String> settled) {
        this.settled = settled;
    }

    /**
     * The same tree, in the preferred version of its kind, without what nobody reads.
     *
     * @param version the one it was read in
     */
    ObjectNode of(ResourceKind kind, String version, ObjectNode tree) {
        tree.put("apiVersion", kind.preferredApiVersion()).put("kind", kind.definition(version).getKind());
        ObjectNode metadata = tree.withObject("/metadata");
        metadata.remove("managedFields");
        if (metadata.path("annotations") instanceof ObjectNode annotations && !writtenBack(kind)) {
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        }
        if ((kind == ResourceKind.SERVICE_ACCOUNT || kind == ResourceKind.ROLE_BINDING) && CallerAccount.isNamed(tree)) {
            // What is ours, and whether somebody changed it.
            metadata.retain("name", "namespace", "uid", "resourceVersion", "deletionTimestamp", "labels", "ownerReferences");
            return tree.retain("apiVersion", "kind", "metadata", "automountServiceAccountToken", "roleRef", "subjects");
        }
        if (kind == ResourceKind.OTHER_ROUTE) {
            metadata.retain("name", "namespace", "uid", "resourceVersion", "labels");
            return tree.retain(mayCome(tree) ? List.of("apiVersion", "kind", "metadata", "spec") : List.of("apiVersion", "kind", "metadata"));
        }
        if (kind == ResourceKind.SERVICE_ACCOUNT) {
            // There are very many, and all that counts is which there are.
            metadata.retain("name", "namespace", "uid", "resourceVersion");
            return tree.retain("apiVersion", "kind", "metadata");
        }
        if (kind == ResourceKind.ROLE_BINDING || kind == ResourceKind.PROFILE) {
            metadata.retain("name", "namespace", "uid", "resourceVersion", "deletionTimestamp");
            return tree.retain("apiVersion", "kind", "metadata", "roleRef", "subjects", "spec");
        }
        return withoutStatus(kind, tree);
    }

    /**
     * Whether a route names Gateways that may be made anew for the gateway's Pods: while they are for others, it is not judged
     * as a route of these.
     */
    private boolean mayCome(ObjectNode route) {
        return RouteSource.gatewayNamespaces(route).anyMatch(namespace -> !settled.contains(namespace));
    }

    /** The status of what runs the gateway is long and changes often; of it only a Pod's phase is read. */
    private static ObjectNode withoutStatus(ResourceKind kind, ObjectNode tree) {
        switch (kind) {
            case POD -> tree.withObject("/status").retain("phase");
            // Its addresses are nobody else's.
            case SERVICE -> tree.withObject("/status").retain("loadBalancer");
            case DEPLOYMENT, GATEWAY, KUBERNETES_GATEWAY -> tree.remove("status");
            default -> {
                // Theirs is short, or read.
            }
        }
        return tree;
    }

    /** Objects of this kind may be written back as a whole, and then nothing of theirs may be missing. */
    private static boolean writtenBack(ResourceKind kind) {
        return kind == ResourceKind.AUTHORIZATION_POLICY;
    }
}
