package io.sallyport.core.guard.services;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedServices;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.policy.language.Proof;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * WorkloadEntries, and WorkloadGroups of which istiod makes them: a Service of Kubernetes takes for its own, by labels alone,
 * every one in its namespace (pilot/pkg/serviceregistry/kube/controller/controller.go, collectWorkloadInstanceEndpoints),
 * whatever address it has. In the gateway's namespace none is an endpoint of the gateway or of istiod.
 */
public final class WorkloadEntryJudge implements Judge {
    /** Istio reads all of them together (pilot/pkg/serviceregistry/serviceentry/conversion.go). */
    private static final List<String> LABELS =
            List.of("/metadata/labels", "/spec/metadata/labels", "/spec/template/labels", "/spec/labels");

    private final ExposureSettings settings;
    private final GuardedServices guarded;

    public WorkloadEntryJudge(ExposureSettings settings) {
        this.settings = settings;
        this.guarded = new GuardedServices(settings);
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes() || !write.ref().namespace().equals(settings.gateway().namespace())) {
            return List.of();
        }
        List<Fault> shape = shape(write.after());
        Optional<ServiceName> taken = shape.isEmpty() ? taken(write.after(), cluster) : Optional.empty();
        return taken.isEmpty() || taken.equals(taken(write.before(), cluster))
                ? shape
                : List.of(new Fault(
                        write.kind().equals(GroupKind.WORKLOAD_GROUP) ? "spec.metadata.labels" : "spec.labels",
                        "make an endpoint of the Service " + taken.get() + " of an address that is none of its Pods",
                        "choose labels that no selector of this Service's asks for"));
    }

    /** What such a Service selects has these labels in any case; others may be asked for besides, now or later. */
    private Optional<ServiceName> taken(JsonNode object, ClusterObjects cluster) {
        Map<String, String> labels = new HashMap<>();
        LABELS.forEach(place -> labels.putAll(Json.textMap(object.at(place))));
        return Stream.concat(
                        guarded.all().stream()
                                .filter(service -> guarded.pods(service)
                                        .filter(needed -> labels.entrySet().containsAll(needed.entrySet()))
                                        .isPresent()),
                        selecting(labels, cluster))
                .findFirst();
    }

    private Stream<ServiceName> selecting(Map<String, String> labels, ClusterObjects cluster) {
        return cluster.in(settings.gateway().namespace(), GroupKind.SERVICE).stream()
                .filter(service -> !service.at("/spec/selector").isEmpty())
                .filter(service -> labels.entrySet().containsAll(Json.textMap(service.at("/spec/selector")).entrySet()))
                .map(service -> new ServiceName(settings.gateway().namespace(), service.at("/metadata/name").asText()))
                .filter(guarded::contain);
    }

    private static List<Fault> shape(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new Shape()
                .metadata(object)
                .mapping("spec", spec)
                .textMap("spec.labels", spec.path("labels"))
                .mapping("spec.metadata", spec.path("metadata"))
                .textMap("spec.metadata.labels", spec.at("/metadata/labels"))
                .mapping("spec.template", spec.path("template"))
                .textMap("spec.template.labels", spec.at("/template/labels"))
                .faults();
    }
}
