package io.sallyport.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.exposure.NamespaceRoutes;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How many routes the models of a namespace ask for; what an object asks for is worked out once for each version of it. */
final class RouteCounts implements NamespaceRoutes.Source {
    private final ClusterObjects objects;
    private final Supplier<DeploymentMode> defaultMode;
    private final LongSupplier surroundings;
    private final ExposureSettings settings;
    private final Clock clock;
    /** By namespace, then by kind and name. */
    private final Map<String, Map<String, Counted>> known = new ConcurrentHashMap<>();

    private record Counted(String version, long surroundings, Optional<NamespaceRoutes.Asking> asking) {}

    /** @param surroundings grows when what decides besides the object itself changes */
    RouteCounts(
            ClusterObjects objects, Supplier<DeploymentMode> defaultMode, LongSupplier surroundings, ExposureSettings settings, Clock clock) {
        this.objects = objects;
        this.defaultMode = defaultMode;
        this.surroundings = surroundings;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public NamespaceRoutes in(String namespace) {
        Map<String, Counted> before = known.getOrDefault(namespace, Map.of());
        Map<String, Counted> now = new HashMap<>();
        long around = surroundings.getAsLong();
        for (GroupKind kind : Model.KINDS) {
            for (JsonNode object : objects.in(namespace, kind)) {
                JsonNode metadata = object.path("metadata");
                if (metadata.path("labels").has(settings.label())) {
                    String key = kind.kind() + "/" + metadata.path("name").asText();
                    now.put(key, counted(object, Optional.ofNullable(before.get(key)), around));
                }
            }
        }
        known.put(namespace, now);
        return new NamespaceRoutes(now.values().stream().flatMap(each -> each.asking().stream()).toList());
    }

    private Counted counted(JsonNode object, Optional<Counted> before, long around) {
        JsonNode metadata = object.path("metadata");
        String version = metadata.path("resourceVersion").asText();
        // Where it is open until a time, that alone changes it.
        return before.filter(last -> last.version().equals(version) && last.surroundings() == around)
                .filter(_ -> !metadata.path("annotations").has(Names.UNTIL))
                .orElseGet(() -> new Counted(version, around, worked(object)));
    }

    private Optional<NamespaceRoutes.Asking> worked(JsonNode object) {
        return NamespaceRoutes.asked(object, objects, defaultMode.get(), settings, clock.instant());
    }
}
