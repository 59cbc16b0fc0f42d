package io.sallyport.core.guard.message;

import java.util.Set;

/** Variables by which a Pod tells istiod about itself, through its agent (pkg/bootstrap/config.go, GetNodeMetaData). */
public final class AgentVariables {
    private static final String METADATA = "ISTIO_META_";
    private static final String JSON_METADATA = "ISTIO_METAJSON_";

    /** What Istio's own charts and injection set; none of it chooses policies. */
    private static final Set<String> HARMLESS = Set.of(
            "APP_CONTAINERS", "CLUSTER_ID", "DNS_AUTO_ALLOCATE", "DNS_CAPTURE", "ENABLE_HBONE", "IDLE_TIMEOUT",
            "INTERCEPTION_MODE", "MESH_ID", "NETWORK", "NODE_NAME", "OWNER", "POD_PORTS", "REQUESTED_NETWORK_VIEW",
            "UNPRIVILEGED_POD", "WORKLOAD_NAME");

    /** How the agent ends Envoy. */
    private static final Set<String> DRAINING = Set.of("EXIT_ON_ZERO_ACTIVE_CONNECTIONS", "MINIMUM_DRAIN_DURATION");

    private AgentVariables() {}

    /** True if istiod's choice of policies for the Pod does not depend on it. */
    public static boolean isHarmless(String variable) {
        return HARMLESS.stream().anyMatch(name -> variable.equals(METADATA + name)) || DRAINING.contains(variable);
    }

    /** True if it is one of the Pod's metadata, and not known to be harmless. */
    public static boolean describesAnother(String variable) {
        return variable.startsWith(JSON_METADATA) || variable.startsWith(METADATA) && !isHarmless(variable);
    }
}
