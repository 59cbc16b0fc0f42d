package io.sallyport.core.companion.exposure;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.kserve.Model;
import java.util.List;
import java.util.Optional;

/** One path belongs to one model: of two objects of different kinds that have one name and ask for it, the first kind's has it. */
public final class Namesake {
    private final ClusterObjects cluster;
    private final ExposureSettings settings;

    public Namesake(ClusterObjects cluster, ExposureSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
    }

    /** The object that the name means: the first that asks to be exposed, else the first that there is. */
    public Optional<JsonNode> find(String namespace, String name) {
        List<JsonNode> all = Model.KINDS.stream().flatMap(kind -> cluster.find(kind, namespace, name).stream()).toList();
        return all.stream().filter(this::asks).findFirst().or(() -> all.stream().findFirst());
    }

    /** What is wrong if an object of another kind has the name and asks for its path. */
    public Optional<Fault> fault(Model model) {
        GroupKind own = GroupKind.of(model.ref());
        return Model.KINDS.stream()
                .filter(kind -> !kind.equals(own))
                .flatMap(kind -> cluster.find(kind, model.namespace(), model.name()).stream())
                .filter(this::asks)
                .findFirst()
                .map(other -> new Fault(
                        "metadata.name",
                        "is also that of an " + other.path("kind").asText() + " with the label " + settings.label()
                                + ", and both would answer at " + settings.path(model.namespace(), model.name()),
                        "take the label off that one, or choose another name"));
    }

    private boolean asks(JsonNode object) {
        return object.at("/metadata/labels").path(settings.label()).asText().equals("true");
    }
}
