package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ObjectRef;
import java.util.List;

/** What is to be done for the gateway to hold models' limits. */
public final class LimitReconciliation {
    private LimitReconciliation() {}

    /**
     * The writes; none if the gateway is told what it should be.
     *
     * @param models   those with limits
     * @param observed EnvoyFilters of the gateway's namespace
     */
    public static List<Change> changes(List<Limited> models, List<JsonNode> observed, ExposureSettings settings) {
        List<JsonNode> ours = observed.stream()
                .filter(object -> ObjectRef.of(object).name().equals(LimitsFilter.NAME)
                        && (settings.rates().enabled() || Ownership.isOfGateway(object)))
                .toList();
        return Changes.between(settings.rates().enabled() ? List.of(LimitsFilter.of(models, settings)) : List.of(), ours);
    }
}
