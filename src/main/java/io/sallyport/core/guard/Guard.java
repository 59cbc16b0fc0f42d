package io.sallyport.core.guard;

import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import java.util.List;
import java.util.Map;

/** The one place that says which judge a write comes before. */
public final class Guard {
    private final Map<GroupKind, Judge> judges;

    public Guard(ExposureSettings settings) {
        judges = Map.of(GroupKind.AUTHORIZATION_POLICY, new PolicyJudge(settings));
    }

    /**
     * Everything that speaks against the write; empty if nothing does.
     *
     * @param cluster the objects as they are before it
     */
    public List<Fault> faults(Write write, ClusterObjects cluster) {
        Judge judge = judges.get(write.kind());
        return judge == null ? List.of() : judge.faults(write, cluster);
    }
}
