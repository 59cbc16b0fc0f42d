package io.sallyport.core.admission;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.proof.Exemption;
import java.util.List;

/** Puts our entries back into the shared oauth2-proxy policy when a writer leaves them out. */
public final class ExemptionMutator {
    private final ExposureSettings settings;

    public ExemptionMutator(ExposureSettings settings) {
        this.settings = settings;
    }

    /** The answer to a CREATE or UPDATE of an AuthorizationPolicy; every policy but the shared one is allowed as it is. */
    public AdmissionDecision decide(AdmissionRequest request, ClusterSnapshot cluster) {
        boolean shared = request.target().namespace().equals(settings.gateway().namespace())
                && request.target().name().equals(settings.policies().oauth2Proxy());
        boolean written = request.operation() == AdmissionRequest.Operation.CREATE
                || request.operation() == AdmissionRequest.Operation.UPDATE;
        if (!shared || !written) {
            return AdmissionDecision.allowed();
        }
        return JsonPatch.between(
                request.object(), Exemption.applied(request.object(), cluster.exempted()), warnings(request, cluster));
    }

    private static List<String> warnings(AdmissionRequest request, ClusterSnapshot cluster) {
        return Exemption.missing(request.object(), cluster.exempted())
                ? List.of("exposed models keep " + String.join(", ", cluster.exempted()) + " in this policy's notPaths")
                : List.of();
    }
}
