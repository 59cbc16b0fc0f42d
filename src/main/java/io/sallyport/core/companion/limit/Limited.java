package io.sallyport.core.companion.limit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.exposure.LimitsReader;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.limit.Limits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A model that has limits.
 *
 * @param namespace its namespace
 * @param name      its name, which is one for all kinds of models
 * @param limits    not {@link Limits#none}
 */
public record Limited(String namespace, String name, Limits limits) {
    /** Names of routes that count; what follows are the seconds of retry-after and the model. */
    static final String ROUTES = "sallyport/";
    /** What retry-after may say, in seconds: each takes an answer of its own at the gateway. */
    static final List<Long> PAUSES = List.of(1L, 2L, 5L, 10L, 15L, 20L, 30L, 60L, 120L, 300L, 600L, 1800L, 3600L);

    /** Those of the cluster, by namespace and name; a model whose limits cannot be read is closed, and has none. */
    public static List<Limited> all(ClusterObjects cluster, ExposureSettings settings) {
        if (!settings.rates().enabled()) {
            return List.of();
        }
        Map<List<String>, Limited> found = new TreeMap<>(Comparator.<List<String>, String>comparing(List::getFirst).thenComparing(List::getLast));
        Model.KINDS.stream()
                .flatMap(kind -> cluster.of(kind).stream())
                .filter(object -> object.path("metadata").path("labels").path(settings.label()).asText().equals("true"))
                .flatMap(object -> of(object, settings).stream())
                // Two kinds may have an object of the name, of which one is exposed; and Envoy takes no bucket twice.
                .forEach(model -> found.putIfAbsent(List.of(model.namespace(), model.name()), model));
        return List.copyOf(found.values());
    }

    private static Optional<Limited> of(JsonNode object, ExposureSettings settings) {
        ObjectRef ref = ObjectRef.of(object);
        Map<String, String> annotations = Json.textMap(object.at("/metadata/annotations"));
        List<Fault> faults = new ArrayList<>();
        Limits limits = new LimitsReader(
                        settings.rates(), ref.namespace(), key -> Optional.ofNullable(annotations.get(key)), faults)
                .read();
        return faults.isEmpty() && !limits.none() ? Optional.of(new Limited(ref.namespace(), ref.name(), limits)) : Optional.empty();
    }

    /** Of every route that leads calls of callers to the model, so that all its paths share one budget. */
    public String routeName() {
        return ROUTES + pause() + "/" + namespace + "/" + name;
    }

    /** How long a caller beyond its budget is told to wait, in seconds. */
    private long pause() {
        long longest = Stream.of(limits.each(), limits.together())
                .flatMap(Optional::stream)
                .mapToLong(rate -> rate.pause().toSeconds())
                .max()
                .orElseThrow();
        return PAUSES.stream().filter(pause -> pause >= longest).findFirst().orElseThrow();
    }
}
