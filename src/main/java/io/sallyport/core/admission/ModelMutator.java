package io.sallyport.core.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.Namesake;
import io.sallyport.core.companion.exposure.RouteCount;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges what an object that can be exposed asks for, and stamps where it will answer. It writes nothing anywhere else. */
public final class ModelMutator {
    /** As many characters as Kubernetes appends to {@code generateName}. */
    private static final String GENERATED = "xxxxx";

    private final ExposureSettings settings;
    private final OpeningWords opening;
    private final MisspeltKeys misspelt;

    public ModelMutator(ExposureSettings settings) {
        this.settings = settings;
        this.opening = new OpeningWords(settings);
        this.misspelt = new MisspeltKeys(settings);
    }

    /** The answer to a CREATE or UPDATE of it; other operations are allowed. */
    public AdmissionDecision decide(AdmissionRequest request, ClusterSnapshot cluster) {
        return switch (request.operation()) {
            case CREATE, UPDATE ->
                judged(request, cluster).warning(misspelt.warnings(request.object(), request.oldObject()));
            case DELETE, CONNECT -> AdmissionDecision.allowed();
        };
    }

    private AdmissionDecision judged(AdmissionRequest request, ClusterSnapshot cluster) {
        JsonNode object = named(request);
        return switch (read(object, cluster)) {
            case Exposure.Closed(String reason) ->
                JsonPatch.between(request.object(), stamped(request.object(), Optional.empty()), closing(request, reason));
            case Exposure.Refused(List<Fault> faults) -> refused(request, cluster, faults);
            case Exposure.Asked asked when tooMany(asked, request, cluster) instanceof Optional<Fault> fault && fault.isPresent() ->
                new AdmissionDecision.Denied(List.of(fault.get()));
            case Exposure.Asked asked -> {
                String url = settings.urlOf(asked.service().namespace(), asked.service().name());
                // A name that is still to be generated cannot be stamped; KServe's next write of the object brings it.
                boolean named = !request.target().name().isEmpty();
                yield JsonPatch.between(
                        request.object(),
                        stamped(request.object(), named ? Optional.of(url) : Optional.empty()),
                        isNews(asked, request, cluster) ? opening.warnings(asked, cluster) : List.of());
            }
        };
    }

    /**
     * On CREATE the object itself may not name its namespace; the request always does. A name that the API server is
     * going to generate is replaced by one of the same length.
     */
    private static JsonNode named(AdmissionRequest request) {
        ObjectNode object = request.object().deepCopy();
        String name = request.target().name().isEmpty()
                ? object.at("/metadata/generateName").asText() + GENERATED
                : request.target().name();
        object.withObject("/metadata").put("namespace", request.target().namespace()).put("name", name);
        return object;
    }

    /** What it asks for, as far as the path is free and the Pods that it would have can be exposed. */
    private Exposure read(JsonNode object, ClusterSnapshot cluster) {
        Exposure exposure = Exposure.of(Model.from(object, cluster.defaultMode()).in(cluster.objects(), settings), settings, cluster.now());
        if (!(exposure instanceof Exposure.Asked asked)) {
            return exposure;
        }
        List<Fault> faults = new ArrayList<>(new Namesake(cluster.objects(), settings).fault(asked.service()).stream().toList());
        if (cluster.lock(asked, settings) instanceof PodLock.Refused(List<Fault> found)) {
            faults.addAll(found);
        }
        return faults.isEmpty() ? asked : new Exposure.Refused(faults);
    }

    /** Of a namespace that has too many already, nobody is held up who asks for no more than before. */
    private Optional<Fault> tooMany(Exposure.Asked asked, AdmissionRequest request, ClusterSnapshot cluster) {
        RouteCount count = RouteCount.of(asked, settings);
        boolean more = request.operation() == AdmissionRequest.Operation.CREATE
                || !(read(request.oldObject(), cluster) instanceof Exposure.Asked before)
                || RouteCount.of(before, settings).routes() < count.routes();
        return more
                ? count.fault(cluster.routes().in(asked.service().namespace()).others(asked.service().name()), settings)
                : Optional.empty();
    }

    /** Faults that were there before do not stop an update: KServe itself has to be able to go on. */
    private AdmissionDecision refused(AdmissionRequest request, ClusterSnapshot cluster, List<Fault> faults) {
        boolean old = request.operation() == AdmissionRequest.Operation.UPDATE
                && read(request.oldObject(), cluster) instanceof Exposure.Refused(List<Fault> before)
                && before.containsAll(faults);
        if (!old) {
            return new AdmissionDecision.Denied(faults);
        }
        List<String> warnings = faults.stream().map(fault -> "not exposed: " + fault).toList();
        return JsonPatch.between(request.object(), stamped(request.object(), Optional.empty()), warnings);
    }

    /** KServe writes the object again and again; only whoever changes what is asked for needs to be told. */
    private boolean isNews(Exposure.Asked asked, AdmissionRequest request, ClusterSnapshot cluster) {
        return request.operation() == AdmissionRequest.Operation.CREATE
                || !(read(request.oldObject(), cluster) instanceof Exposure.Asked before)
                || !before.sameWish(asked);
    }

    private static JsonNode stamped(JsonNode object, Optional<String> url) {
        JsonNode annotations = object.path("metadata").path("annotations");
        if (url.isEmpty() && !annotations.has(Names.URL)) {
            return object;
        }
        ObjectNode changed = object.deepCopy();
        ObjectNode target = changed.withObject("/metadata").withObject("/annotations");
        url.ifPresentOrElse(value -> target.put(Names.URL, value), () -> target.remove(Names.URL));
        return changed;
    }

    private List<String> closing(AdmissionRequest request, String reason) {
        boolean wasOpen = "true".equals(
                request.oldObject().path("metadata").path("labels").path(settings.label()).asText());
        boolean asks = request.object().path("metadata").path("labels").has(settings.label());
        return wasOpen || asks ? List.of("the model is not reachable from outside: " + reason) : List.of();
    }
}
