package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.Protection;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.OwnObject;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.AskedRequests;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.PolicyHazards;
import io.sallyport.core.policy.proof.ProtectedPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * AuthorizationPolicies: those that keep requests without a token out may not stop doing so, ours that look at tokens are
 * left alone, and none may reach the gateway that its Envoy refuses.
 */
public final class PolicyJudge implements Judge {
    private static final Set<String> PROVEN = Set.of(GatewayCompanions.GUARD, GatewayCompanions.SEAL);

    /** Steps for each node of a policy: it is read into clauses several times, which takes more than other objects do. */
    private static final int READING = 30;

    private final ExposureSettings settings;

    public PolicyJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (!write.ref().namespace().equals(settings.gateway().namespace())) {
            return List.of();
        }
        proof.charge(READING * Json.size(write.after()));
        if (isOursAlone(write.before(), write.ref().name())) {
            return write.byUs() ? List.of() : OwnObject.faults(
                    write, "says which tokens get where", "change Sallyport's chart values settings.tokens, and it writes what follows from them");
        }
        Optional<Protection> protection = Protection.of(write.ref().name(), settings);
        if (write.deletes()) {
            return protection.map(policy -> policy.deletion(write)).stream().toList();
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
            faults.addAll(ProtectedPolicy.faults(guard, write.after(), gateway, AskedRequests.by(settings), proof));
        }
        if (!write.creates()) {
            protection.ifPresent(policy -> faults.addAll(policy.faults(write, gateway, proof)));
        }
        return faults;
    }

    /** Of our guard and our seal it can be proven what an edit opens; of those that look at tokens it cannot. */
    private static boolean isOursAlone(JsonNode before, String name) {
        return Ownership.isOfGateway(before) && !PROVEN.contains(name);
    }
}
