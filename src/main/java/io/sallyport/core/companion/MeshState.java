package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.network.PodNetwork;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the mesh does to a model's Pods.
 *
 * @param dataplane  what judges their calls
 * @param restricted true if that is a sidecar which some ALLOW policy of others reaches, so that calls that nobody allows
 *                   are refused
 * @param network    around them
 * @param ofExplainer the same of the Pods of its explainer, where that differs
 */
public record MeshState(Dataplane dataplane, boolean restricted, PodNetwork network, Optional<MeshState> ofExplainer) {

    /** The same where nothing is known of the network. */
    public MeshState(Dataplane dataplane, boolean restricted) {
        this(dataplane, restricted, PodNetwork.UNKNOWN, Optional.empty());
    }

    /** What it does to the explainer's Pods. */
    MeshState explainer() {
        return ofExplainer.orElse(this);
    }

    /** @param rootNamespace whose policies hold for every workload of the mesh */
    public static MeshState of(Model service, ClusterObjects cluster, String rootNamespace) {
        Map<String, String> labels = cluster.find(GroupKind.NAMESPACE, "", service.namespace())
                .map(namespace -> Json.textMap(namespace.at("/metadata/labels")))
                .orElse(Map.of());
        List<AuthorizationPolicy.Scope> policies = policies(service, cluster, rootNamespace);
        MeshState main = of(service, service.component(), labels, policies, cluster);
        return new MeshState(
                main.dataplane(),
                main.restricted(),
                main.network(),
                service.explainer().map(explainer -> of(service, explainer, labels, policies, cluster)));
    }

    private static MeshState of(
            Model service,
            Component component,
            Map<String, String> namespaceLabels,
            List<AuthorizationPolicy.Scope> policies,
            ClusterObjects cluster) {
        Dataplane dataplane = Dataplane.of(component, namespaceLabels);
        boolean restricted = dataplane == Dataplane.SIDECAR
                && policies.stream().anyMatch(policy -> policy.action().equals("ALLOW") && reaches(policy, service, component));
        PodNetwork network = PodNetwork.of(component.pods(), networkPolicies(service, cluster));
        return new MeshState(dataplane, restricted, network, Optional.empty());
    }

    /** Who only wears our label is somebody else: companions also name their model, and one that is not desired is deleted. */
    private static List<JsonNode> networkPolicies(Model service, ClusterObjects cluster) {
        return cluster.in(service.namespace(), GroupKind.NETWORK_POLICY).stream()
                .filter(object -> !Ownership.isOurs(object) || Ownership.isOfGateway(object))
                .toList();
    }

    /** Enforced policies of others that may reach its Pods: one of ours alone would shut out everybody else. */
    private static List<AuthorizationPolicy.Scope> policies(Model service, ClusterObjects cluster, String rootNamespace) {
        List<JsonNode> own = cluster.in(service.namespace(), GroupKind.AUTHORIZATION_POLICY);
        List<JsonNode> root = rootNamespace.equals(service.namespace())
                ? List.of()
                : cluster.in(rootNamespace, GroupKind.AUTHORIZATION_POLICY);
        return Stream.concat(own.stream(), root.stream())
                .filter(object -> !Ownership.isOurs(object))
                .map(AuthorizationPolicy.Scope::of)
                .filter(AuthorizationPolicy.Scope::enforced)
                .toList();
    }

    /**
     * A selector that asks for what the model's Pods are not known to carry does not reach them: an ALLOW of ours in a
     * namespace that is open would shut everybody else out. Knative writes labels that only it knows.
     */
    private static boolean reaches(AuthorizationPolicy.Scope policy, Model service, Component component) {
        Map<String, String> known = component.pods().labels();
        return !policy.targeted()
                && policy.selector().entrySet().stream()
                        .allMatch(label -> label.getValue().equals(known.get(label.getKey())) || isOfKnative(label, service, component));
    }

    private static boolean isOfKnative(Map.Entry<String, String> label, Model service, Component component) {
        return service.mode() == DeploymentMode.KNATIVE
                && (label.getKey().startsWith("serving.knative.dev/")
                        || (label.getKey().equals("app") && label.getValue().startsWith(component.service() + "-")));
    }
}
