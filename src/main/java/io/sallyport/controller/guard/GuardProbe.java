package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.DryRun;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;

/**
 * Tries, as a dry run, a write that the guard has to refuse: it creates a policy that is judged as if it were an edit of
 * our guard, and would let requests in. Nothing is ever stored, and no right is needed that we do not have already.
 */
final class GuardProbe {
    private static final String REFUSED = "admission webhook \"guard.sallyport.io\" denied the request";

    /** What came of it. */
    enum Answer {
        REFUSED,
        /** It passed, or somebody else refused it. */
        NOT_REFUSED,
        /** Nobody could be asked. */
        UNKNOWN
    }

    /** @param reason what the API server said; empty if it said yes */
    record Attempt(Answer answer, String reason) {}

    private final DryRun dryRun;
    private final JsonNode write;

    GuardProbe(KubernetesClient client, ExposureSettings settings) {
        this.dryRun = new DryRun(client);
        this.write = new GatewayCompanions(settings).probe();
    }

    Answer ask() {
        return attempt().answer();
    }

    Attempt attempt() {
        try {
            return dryRun.apply(ResourceKind.AUTHORIZATION_POLICY, write)
                    .map(_ -> new Attempt(Answer.NOT_REFUSED, ""))
                    .orElseGet(() -> new Attempt(Answer.UNKNOWN, "the API server knows no AuthorizationPolicy"));
        } catch (KubernetesClientException e) {
            return new Attempt(answer(e), Failure.reason(e));
        }
    }

    private static Answer answer(KubernetesClientException e) {
        // The webhook refuses with other codes what it could not judge.
        if (e.getCode() == 403 && Failure.reason(e).contains(REFUSED)) {
            return Answer.REFUSED;
        }
        return e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != 429 ? Answer.NOT_REFUSED : Answer.UNKNOWN;
    }
}
