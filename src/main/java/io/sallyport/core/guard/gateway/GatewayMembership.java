package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the policies that keep people out of the gateway reach a Pod of it by its labels. */
public final class GatewayMembership {
    private final ExposureSettings settings;
    private final ClusterObjects cluster;

    public GatewayMembership(ExposureSettings settings, ClusterObjects cluster) {
        this.settings = settings;
        this.cluster = cluster;
    }

    /** The policies that all of the gateway's Pods have to have. */
    public List<JsonNode> protecting() {
        Set<String> names = Set.of(
                settings.policies().requireJwt(),
                GatewayCompanions.GUARD,
                GatewayCompanions.SEAL,
                GatewayCompanions.AUDIENCE,
                GatewayCompanions.CONFINE);
        return cluster.in(settings.gateway().namespace(), GroupKind.AUTHORIZATION_POLICY).stream()
                .filter(policy -> names.contains(policy.at("/metadata/name").asText()))
                .toList();
    }

    /** What misses the Pod after the write, and reached it before; or, for a new Pod, reaches all others. */
    public List<Fault> faults(boolean isNew, PodTemplate before, PodTemplate after, Proof proof) {
        List<Map<String, String>> others =
                GuardedGateway.workload(cluster, settings).podLabels();
        List<Map<String, String>> had = isNew || !isGateway(before) ? others : List.of(before.labels());
        List<AuthorizationPolicy> missing = protecting().stream()
                .map(AuthorizationPolicy::from)
                .filter(AuthorizationPolicy::enforced)
                .filter(policy -> !policy.selects(after.labels()) && had.stream().allMatch(policy::selects))
                .toList();
        return missing.isEmpty() ? List.of() : List.of(fault(missing, after, proof));
    }

    private boolean isGateway(PodTemplate template) {
        return GuardedGateway.selectors(cluster, settings).stream()
                .anyMatch(selector -> GuardedGateway.selects(selector, template.labels()));
    }

    private Fault fault(List<AuthorizationPolicy> policies, PodTemplate after, Proof proof) {
        Map<String, String> labels = after.labels();
        Map<String, String> selector = policies.getFirst().selector();
        String label = selector.keySet().stream()
                .filter(key -> !selector.get(key).equals(labels.get(key)))
                .findFirst()
                .orElse("");
        Optional<Counterexample> request =
                policies.stream().flatMap(policy -> opened(policy, labels, proof).stream()).findFirst();
        String names = policies.stream().map(policy -> policy.ref().name()).collect(Collectors.joining(", "));
        return new Fault(
                after.prefix() + "metadata.labels[" + label + "]",
                "takes a Pod of the gateway away from " + names
                        + request.map(found -> ", which would let in, without a token, " + found).orElse(""),
                "keep the label \"" + label + ": " + selector.get(label) + "\"",
                request);
    }

    /** What the policy denies where it reaches a Pod, and would not deny at this one. */
    private Optional<Counterexample> opened(AuthorizationPolicy policy, Map<String, String> labels, Proof proof) {
        var everywhere = new AuthorizationPolicy(
                policy.ref(), policy.action(), Map.of(), policy.targeted(), policy.enforced(), policy.provider(), policy.rules());
        var pod = new GatewayWorkload(List.of(labels));
        // An example of what is refused anyhow.
        return proof.ifAffordable(0.5, part ->
                        Coverage.kept(everywhere, policy, pod, Protection.asked(policy.ref().name(), settings), part))
                .flatMap(verdict -> verdict instanceof Verdict.Open(Counterexample request) ? Optional.of(request) : Optional.empty());
    }
}
