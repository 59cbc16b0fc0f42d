package io.sallyport.core.guard.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.Set;

/**
 * Stored objects of ours that the controller makes what they should be, or deletes, by their labels alone. Whatever one says
 * at the moment, it is not judged as somebody's write.
 */
public final class Kept {
    private static final Set<GroupKind> KINDS =
            Set.of(GroupKind.VIRTUAL_SERVICE, GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION);

    private Kept() {}

    public static boolean is(JsonNode object, ClusterObjects cluster, ExposureSettings settings) {
        ObjectRef ref = ObjectRef.of(object);
        if (LimitsFilter.isAt(ref, settings)) {
            return LimitsFilter.isOurs(object.path("spec"), settings);
        }
        boolean ofModel = !Ownership.model(object).isEmpty();
        return KINDS.contains(GroupKind.of(ref))
                && Ownership.isOurs(object)
                && (ofModel || Reach.namespaces(cluster, settings).contains(ref.namespace()));
    }
}
