package io.sallyport.core.policy.proof;

import io.sallyport.core.policy.space.PortValues;
import java.util.List;
import java.util.Map;

/**
 * The gateway's Pods, as far as policies tell them apart.
 *
 * @param podLabels the labels of each Pod that runs or will be made; never empty
 * @param listeners ports that the Pods listen on; all where that is not known
 */
public record GatewayWorkload(List<Map<String, String>> podLabels, PortValues listeners) {

    public GatewayWorkload {
        podLabels = podLabels.stream().distinct().toList();
        if (podLabels.isEmpty()) {
            throw new IllegalArgumentException("a gateway without Pods is judged by the labels that they would have");
        }
    }

    public GatewayWorkload(List<Map<String, String>> podLabels) {
        this(podLabels, PortValues.ALL);
    }
}
