package io.sallyport.core.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AskedRequests;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.GatewayWorkload;
import io.sallyport.core.policy.PolicyHazards;
import io.sallyport.core.policy.PolicyShape;
import io.sallyport.core.policy.ProtectedPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * AuthorizationPolicies: those that keep requests without a token out may not stop doing so, and none may reach the
 * gateway that its Envoy cannot stand.
 */
final class PolicyJudge implements Judge {
    private final ExposureSettings settings;

    PolicyJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster) {
        if (!write.ref().namespace().equals(settings.gateway().namespace())) {
            return List.of();
        }
        boolean isProtected = isProtected(write);
        if (write.deletes()) {
            return isProtected ? List.of(deletion(write)) : List.of();
        }
        List<Fault> faults = new ArrayList<>(PolicyShape.faults(write.after()));
        if (!faults.isEmpty()) {
            return faults;
        }
        GatewayWorkload gateway = GuardedGateway.workload(cluster, settings);
        AuthorizationPolicy after = AuthorizationPolicy.from(write.after());
        if (gateway.podLabels().stream().anyMatch(after::selects)) {
            faults.addAll(PolicyHazards.faults(write.before(), write.after()));
        }
        if (write.ref().name().equals(GatewayCompanions.PROBE)) {
            JsonNode guard = new GatewayCompanions(settings).guard();
            faults.addAll(ProtectedPolicy.faults(guard, write.after(), gateway, AskedRequests.by(settings)));
        }
        if (isProtected && !write.creates() && !isOwnGuardRestored(write.ref().name(), write.after())) {
            faults.addAll(
                    ProtectedPolicy.faults(write.before(), write.after(), gateway, AskedRequests.by(settings)));
        }
        return faults;
    }

    private boolean isProtected(Write write) {
        return write.ref().name().equals(settings.policies().requireJwt()) || isGuard(write.ref().name());
    }

    private boolean isGuard(String name) {
        return settings.guard().create() && name.equals(GatewayCompanions.GUARD);
    }

    /** Whoever brings our guard to exactly what we would write, mends it: our own controller after a change of settings. */
    private boolean isOwnGuardRestored(String name, JsonNode after) {
        return isGuard(name)
                && AuthorizationPolicy.from(after).enforced()
                && after.path("spec").equals(new GatewayCompanions(settings).guard().path("spec"));
    }

    private static Fault deletion(Write write) {
        return new Fault(
                write.ref().toString(),
                "keeps requests without a token out and may not be deleted",
                "uninstall Sallyport first, or name another policy in its chart value settings.policies.requireJwt");
    }
}
