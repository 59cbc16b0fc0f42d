package io.sallyport.core.guard.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GatewayMembership;
import io.sallyport.core.guard.gateway.PodTemplate;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The gateway's ServiceAccount, by which models' Pods know it: whoever has it must have the gateway's policies as well. An
 * account that Pods get who name none says nothing.
 */
final class GatewayIdentity {
    private static final String OF_WHOEVER_NAMES_NONE = "default";

    private final ExposureSettings settings;
    private final ClusterObjects cluster;
    private final Predicate<PodTemplate> isGateway;

    GatewayIdentity(ExposureSettings settings, ClusterObjects cluster, Predicate<PodTemplate> isGateway) {
        this.settings = settings;
        this.cluster = cluster;
        this.isGateway = isGateway;
    }

    /** Of a Pod, or what makes Pods, in the gateway's namespace. */
    List<Fault> faults(PodTemplate before, PodTemplate after) {
        String account = account(after);
        boolean same = account.equals(account(before)) && before.labels().equals(after.labels());
        if (same || !accounts().contains(account)) {
            return List.of();
        }
        List<String> missing = new GatewayMembership(settings, cluster).protecting().stream()
                .map(AuthorizationPolicy::from)
                .filter(policy -> policy.enforced() && !policy.selects(after.labels()))
                .map(policy -> policy.ref().name())
                .toList();
        return missing.isEmpty()
                ? List.of()
                : List.of(new Fault(
                        after.prefix() + "spec.serviceAccountName",
                        "is the gateway's account " + account + ", by which models let calls in, of a Pod that "
                                + String.join(", ", missing) + " do not reach",
                        "give it an account of its own, or the labels that these policies ask for"));
    }

    private Set<String> accounts() {
        return PodTemplate.in(cluster, settings.gateway().namespace()).stream()
                .filter(isGateway)
                .map(GatewayIdentity::account)
                .filter(account -> !account.equals(OF_WHOEVER_NAMES_NONE))
                .collect(Collectors.toSet());
    }

    private static String account(PodTemplate template) {
        JsonNode spec = template.tree().path("spec");
        return spec.path("serviceAccountName").asText(spec.path("serviceAccount").asText(OF_WHOEVER_NAMES_NONE));
    }
}
