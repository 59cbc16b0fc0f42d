package io.sallyport.core.companion.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.kserve.ComponentPods;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The network around a component's Pods.
 *
 * @param ofNode true if they share their node's, for which no NetworkPolicy holds
 * @param others NetworkPolicies of others that may be about them
 */
public record PodNetwork(boolean ofNode, List<NetworkPolicy> others) {
    /** Nothing is known. */
    public static final PodNetwork UNKNOWN = new PodNetwork(false, List.of());

    /** @param others NetworkPolicies of the Pods' namespace that are not companions */
    public static PodNetwork of(ComponentPods pods, List<JsonNode> others) {
        return new PodNetwork(
                pods.hostNetwork(),
                others.stream().map(NetworkPolicy::from).filter(policy -> policy.mayReach(pods.labels())).toList());
    }

    /** What keeps ours from narrowing who reaches the Pods; empty if nothing does. */
    public String obstacle(NetworkPolicy ours) {
        if (ofNode) {
            return "the Pods share their node's network, where no NetworkPolicy holds";
        }
        return others.stream()
                .filter(policy -> policy.isWiderThan(ours))
                .map(NetworkPolicy::name)
                .sorted()
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "),
                        names -> names.isEmpty() ? "" : "NetworkPolicy " + names + " may let others than the gateway reach the Pods"));
    }
}
