package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import java.util.List;

/** What a model that asks to be exposed gets. */
public sealed interface CompanionPlan {

    /** These objects, in the order they have to be written; together they make this lock. */
    record Companions(List<JsonNode> objects, PodLock lock) implements CompanionPlan {}

    /** Nothing, for what the model's Pods are; every fault at once. What exists has to go. */
    record Refused(List<Fault> faults) implements CompanionPlan {}

    /** Nothing yet; every reason why not. What exists has to go. */
    record Waiting(List<String> reasons) implements CompanionPlan {}

    /** Nothing new for now, for this reason; what exists is harmless and stays. */
    record Paused(String reason) implements CompanionPlan {}
}
