package io.sallyport.core.admission;

import io.sallyport.core.guard.Guard;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import java.util.List;

/** Refuses writes that would let somebody in without a token. */
public final class GuardValidator {
    private final Guard guard;
    private final String ownAccount;

    /** @param ownAccount the user name that we write as */
    public GuardValidator(ExposureSettings settings, String ownAccount) {
        this.guard = new Guard(settings);
        this.ownAccount = ownAccount;
    }

    /** The answer to a write of any kind; what no judge knows is allowed. */
    public AdmissionDecision decide(AdmissionRequest request, ClusterSnapshot cluster) {
        var write = new Write(
                request.target(), request.oldObject(), request.object(), !ownAccount.isEmpty() && request.username().equals(ownAccount));
        List<Fault> faults = switch (request.operation()) {
            case CREATE, UPDATE, DELETE -> guard.faults(write, cluster.objects());
            case CONNECT -> List.of();
        };
        return faults.isEmpty()
                ? new AdmissionDecision.Allowed(guard.notices(write, cluster.objects()))
                : new AdmissionDecision.Denied(faults);
    }
}
