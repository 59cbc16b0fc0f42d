package io.sallyport.core.companion.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets only those reach a model's Pods who hand calls over, Pods of the model's own namespace, and Pods of the namespaces that
 * the settings name. What the node itself sends, such as the kubelet's probes, NetworkPolicies let through.
 */
public final class NetworkPolicyCompanion {
    private final ExposureSettings settings;
    private final Hops knative;

    /** @param knative who hands calls over in Knative mode */
    public NetworkPolicyCompanion(ExposureSettings settings, Hops knative) {
        this.settings = settings;
        this.knative = knative;
    }

    /** @param metadata of the companion */
    public JsonNode desired(Model service, ObjectNode metadata, Component component) {
        List<ObjectNode> from = new ArrayList<>(List.of(Json.object("podSelector", Json.object())));
        if (service.mode() == DeploymentMode.KNATIVE) {
            from.add(pods(settings.kserve().knativeGatewayNamespace(), labelled(knative.gateway())));
            from.add(pods(settings.kserve().knativeNamespace(), serving()));
        } else {
            from.add(pods(settings.gateway().namespace(), labelled(settings.gateway().selector())));
        }
        settings.pods().networkPolicyFrom().forEach(namespace -> from.add(Json.object("namespaceSelector", named(namespace))));
        return Json.object(
                "apiVersion", "networking.k8s.io/v1",
                "kind", "NetworkPolicy",
                "metadata", metadata,
                "spec", Json.object(
                        "podSelector", Json.object("matchLabels", component.pods().selector()),
                        "policyTypes", Json.array("Ingress"),
                        "ingress", Json.array(Json.object("from", from))));
    }

    /** The activator hands calls over, and the autoscaler asks each Pod how many it has (Knative, autoscaler/metrics). */
    private static ObjectNode serving() {
        return Json.object("matchExpressions", Json.array(
                Json.object("key", "app", "operator", "In", "values", Json.array("activator", "autoscaler"))));
    }

    /** Without labels, all Pods of the namespace. */
    private static ObjectNode labelled(Map<String, String> labels) {
        return labels.isEmpty() ? Json.object() : Json.object("matchLabels", new TreeMap<>(labels));
    }

    private static ObjectNode pods(String namespace, ObjectNode selector) {
        return Json.object("namespaceSelector", named(namespace), "podSelector", selector);
    }

    private static ObjectNode named(String namespace) {
        return Json.object("matchLabels", Json.object(Peer.NAMESPACE_NAME, namespace));
    }
}
