package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.write.Notice;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.util.List;

/**
 * The policy that makes every workload of the mesh deny what no ALLOW policy lets in, such as Kubeflow's
 * {@code global-deny-all}: without it a workload that no other ALLOW policy reaches is open to the mesh.
 */
public final class NarrowingNotice implements Notice {
    private final ExposureSettings settings;

    public NarrowingNotice(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> of(Write write, ClusterObjects cluster) {
        boolean root = write.ref().namespace().equals(GuardedGateway.rootNamespace(cluster, settings));
        return root && narrows(write.before()) && !narrows(write.after())
                ? List.of(write.ref() + " no longer denies what no ALLOW policy lets in: workloads of the mesh that have none,"
                        + " models included, answer every workload")
                : List.of();
    }

    /** An ALLOW policy for every workload; whatever it lets in, it makes all of them deny the rest. */
    private static boolean narrows(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        return !policy.isMissingNode()
                && spec.path("action").asText("ALLOW").equals("ALLOW")
                && spec.at("/selector/matchLabels").isEmpty()
                && spec.path("targetRef").isEmpty()
                && spec.path("targetRefs").isEmpty();
    }
}
