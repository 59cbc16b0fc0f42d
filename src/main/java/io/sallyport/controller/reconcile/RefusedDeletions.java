package io.sallyport.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Models whose route the API server refuses to delete, such as because of somebody's webhook. A replica that begins to lead goes
 * on from what the one before it has written at the gateway, until it has tried each deletion itself.
 */
final class RefusedDeletions {
    private final Set<Key.Model> models = ConcurrentHashMap.newKeySet();
    private final ExposureSettings settings;
    private boolean begun;

    RefusedDeletions(ExposureSettings settings) {
        this.settings = settings;
    }

    /** @return false if it was known */
    boolean add(Key.Model model) {
        return models.add(model);
    }

    /** @return false if it was not among them */
    boolean remove(Key.Model model) {
        return models.remove(model);
    }

    boolean contains(Key.Model model) {
        return models.contains(model);
    }

    Set<Key.Model> known() {
        return Set.copyOf(models);
    }

    /**
     * Takes over those that are answered for at the gateway; does so once.
     *
     * @param routes   of ours in the gateway's namespace
     * @param exposed  every model that may have a route
     * @param lookedAt where each goes that is taken over, so that it is tried
     */
    synchronized void begin(List<JsonNode> routes, Collection<Key.Model> exposed, Consumer<Key> lookedAt) {
        if (begun) {
            return;
        }
        begun = true;
        List<String> answered = routes.stream()
                .filter(route -> route.at("/metadata/name").asText().equals(GatewayCompanions.HELD))
                .flatMap(route -> Json.elements(route.at("/spec/http")).stream())
                .flatMap(entry -> Json.elements(entry.path("match")).stream())
                .map(match -> match.at("/uri/exact").asText())
                .toList();
        exposed.stream()
                .filter(model -> answered.contains(settings.path(model.namespace(), model.name()))
                        || answered.contains(settings.prefix() + "/" + model.namespace()))
                .forEach(model -> {
                    models.add(model);
                    lookedAt.accept(model);
                });
    }
}
