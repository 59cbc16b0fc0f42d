package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.AdmissionRequest.Operation;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.time.Instant;

/** What admission would say to a write, and what the cluster would then be: the webhooks' order, without a cluster. */
public final class Rehearsal {
    private final ExposureSettings settings;
    private final ModelAdmission models;
    private final ExemptionMutator exemption;
    private final GuardValidator guard;

    /**
     * One write played through.
     *
     * @param ref      what was written
     * @param decision what admission says
     * @param cluster  as it is afterwards; as before if it was denied
     */
    public record Played(ObjectRef ref, Operation operation, AdmissionDecision decision, Surroundings cluster) {}

    public Rehearsal(ExposureSettings settings) {
        this.settings = settings;
        this.models = new ModelAdmission(settings);
        this.exemption = new ExemptionMutator(settings);
        this.guard = new GuardValidator(settings, "");
    }

    /** Creates the object, or replaces the one of its name. */
    public Played write(JsonNode object, Surroundings cluster, Instant now) {
        return play(object, false, cluster, now);
    }

    /** Deletes the object of this name. */
    public Played delete(JsonNode object, Surroundings cluster, Instant now) {
        return play(object, true, cluster, now);
    }

    private Played play(JsonNode object, boolean deleted, Surroundings cluster, Instant now) {
        ObjectRef ref = ObjectRef.of(object);
        JsonNode stored = stored(ref, cluster.objects());
        Operation operation = deleted ? Operation.DELETE : stored.isMissingNode() ? Operation.CREATE : Operation.UPDATE;
        ClusterSnapshot snapshot = ClusterSnapshot.of(cluster, settings, now);
        JsonNode wanted = deleted ? Json.none() : object;
        AdmissionDecision mutated = mutate(request(operation, ref, wanted, stored), snapshot);
        JsonNode after = mutated instanceof AdmissionDecision.Patched patched ? patched.applied(wanted) : wanted;
        AdmissionDecision judged = mutated instanceof AdmissionDecision.Denied
                ? mutated
                : guard.decide(request(operation, ref, after, stored), snapshot);
        if (judged instanceof AdmissionDecision.Denied) {
            return new Played(ref, operation, judged, cluster);
        }
        ClusterObjects changed = deleted ? cluster.objects().without(ref) : cluster.objects().with(after);
        return new Played(ref, operation, mutated.warning(judged.warnings()), cluster.after(changed));
    }

    private AdmissionDecision mutate(AdmissionRequest request, ClusterSnapshot cluster) {
        return request.target().kind().equals("AuthorizationPolicy")
                ? exemption.decide(request, cluster)
                : models.decide(request, cluster);
    }

    private static JsonNode stored(ObjectRef ref, ClusterObjects cluster) {
        return cluster.of(GroupKind.of(ref)).stream()
                .filter(object -> ObjectRef.of(object).sameObject(ref))
                .findFirst()
                .orElse(Json.none());
    }

    private static AdmissionRequest request(Operation operation, ObjectRef ref, JsonNode after, JsonNode before) {
        return new AdmissionRequest("", operation, ref, after, before, true, "");
    }
}
