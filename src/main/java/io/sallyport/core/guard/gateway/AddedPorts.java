package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.AskedRequests;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.route.ListenerPorts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ports that the gateway's Pods begin to listen on: by a Gateway's server, or by where its Service leads to. */
public final class AddedPorts {
    private AddedPorts() {}

    /** A policy that names ports does not hold at one that is added. */
    public static Optional<Fault> unnamed(ClusterObjects before, ClusterObjects after, ExposureSettings settings, String path, Proof proof) {
        List<Map<String, String>> pods = GuardedGateway.workload(before, settings).podLabels();
        String namespace = settings.gateway().namespace();
        PortValues old = ListenerPorts.of(before, namespace, pods);
        PortValues now = ListenerPorts.of(after, namespace, pods);
        var added = (PortValues) now.minus(old).getFirst();
        if (added.isEmpty()) {
            return Optional.empty();
        }
        Box asked = AskedRequests.by(settings);
        for (JsonNode object : new GatewayMembership(settings, before).protecting()) {
            List<AuthorizationPolicy> policy = List.of(AuthorizationPolicy.from(object));
            if (Coverage.of(policy, new GatewayWorkload(pods, now), asked.and(Attribute.PORT, added), proof.at(path))
                    instanceof Verdict.Open(Counterexample request)) {
                Box same = asked.and(Attribute.PATH, new TextValues(Language.exactly(request.path().split("\\?")[0])));
                if (Coverage.of(policy, new GatewayWorkload(pods, old), same, proof.at(path)) instanceof Verdict.Covered) {
                    return Optional.of(new Fault(
                            path,
                            "adds a port that " + policy.getFirst().ref() + " does not name, where, without a token, "
                                    + request + " would get in",
                            "take ports out of that policy first, or add this one to it",
                            Optional.of(request)));
                }
            }
        }
        return Optional.empty();
    }
}
