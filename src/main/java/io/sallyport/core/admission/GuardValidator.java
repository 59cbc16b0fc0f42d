package io.sallyport.core.admission;

import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.AskedRequests;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.GatewayWorkload;
import io.sallyport.core.policy.ProtectedPolicy;
import java.util.List;

/** Refuses to let go of the policies that keep requests without a token out. */
public final class GuardValidator {
    private final ExposureSettings settings;

    public GuardValidator(ExposureSettings settings) {
        this.settings = settings;
    }

    /** The answer to a write of an AuthorizationPolicy; every policy but the protected ones is allowed. */
    public AdmissionDecision decide(AdmissionRequest request) {
        if (!isProtected(request)) {
            return AdmissionDecision.allowed();
        }
        return switch (request.operation()) {
            case CREATE, CONNECT -> AdmissionDecision.allowed();
            case DELETE -> new AdmissionDecision.Denied(List.of(deletion(request)));
            case UPDATE -> {
                List<Fault> faults = isOwnGuardRestored(request)
                        ? List.of()
                        : ProtectedPolicy.faults(
                                request.oldObject(),
                                request.object(),
                                new GatewayWorkload(List.of(settings.gateway().selector())),
                                AskedRequests.by(settings));
                yield faults.isEmpty() ? AdmissionDecision.allowed() : new AdmissionDecision.Denied(faults);
            }
        };
    }

    private boolean isProtected(AdmissionRequest request) {
        return request.target().namespace().equals(settings.gateway().namespace())
                && (request.target().name().equals(settings.policies().requireJwt()) || isGuard(request));
    }

    private boolean isGuard(AdmissionRequest request) {
        return settings.guard().create() && request.target().name().equals(GatewayCompanions.GUARD);
    }

    /** Whoever brings our guard to exactly what we would write, mends it: our own controller after a change of settings. */
    private boolean isOwnGuardRestored(AdmissionRequest request) {
        return isGuard(request)
                && AuthorizationPolicy.from(request.object()).enforced()
                && request.object().path("spec").equals(new GatewayCompanions(settings).guard().path("spec"));
    }

    private static Fault deletion(AdmissionRequest request) {
        return new Fault(
                request.target().toString(),
                "keeps requests without a token out and may not be deleted",
                "uninstall Sallyport first, or name another policy in its chart value settings.policies.requireJwt");
    }
}
