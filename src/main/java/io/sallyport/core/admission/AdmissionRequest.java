package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ObjectRef;

/**
 * What the API server asks, as far as we look at it ({@code admission.k8s.io/v1 AdmissionReview.request}).
 *
 * @param uid       the request's id, echoed in the answer
 * @param operation what is about to happen
 * @param target    the object it happens to; on DELETE of a collection its name is taken from the old object
 * @param object    the new object; missing on DELETE
 * @param oldObject the stored object; missing on CREATE
 * @param dryRun    true if nothing will be stored whatever we say
 * @param username  who asks
 */
public record AdmissionRequest(
        String uid,
        Operation operation,
        ObjectRef target,
        JsonNode object,
        JsonNode oldObject,
        boolean dryRun,
        String username) {

    /** The operations of admission control. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }

    /**
     * True for the dry run that is there to be refused, once a minute, so that our controller sees the guard at work: no
     * news for anybody. Anybody can write an object of its name, so it counts by who writes it.
     *
     * @param account the user name that we write as
     */
    public boolean isProbeOf(String account) {
        return isProbe() && !account.isEmpty() && username.equals(account);
    }

    /** Whether anybody tries if we are asked, by a write that stores nothing. It is refused in every mode, which hinders no work. */
    public boolean isProbe() {
        return dryRun && target.name().equals(GatewayCompanions.PROBE);
    }
}
