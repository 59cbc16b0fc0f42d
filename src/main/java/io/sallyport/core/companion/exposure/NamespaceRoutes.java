package io.sallyport.core.companion.exposure;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The routes that the models of one namespace ask for. Should they be too many although admission refuses that, those that
 * have their route keep it, and of the others the oldest get theirs: every replica, and every worker, finds the same ones.
 */
public record NamespaceRoutes(List<Asking> asking) {

    /**
     * One model that asks to be exposed.
     *
     * @param created as the API server writes it; the order of such texts is that of the times
     * @param routes  how many it asks for
     */
    public record Asking(String name, String created, long routes) {}

    /** Those of a namespace. */
    @FunctionalInterface
    public interface Source {
        NamespaceRoutes in(String namespace);
    }

    public NamespaceRoutes {
        asking = List.copyOf(asking);
    }

    /** As these objects ask. */
    public static Source among(ClusterObjects objects, DeploymentMode defaultMode, ExposureSettings settings, Instant now) {
        return namespace -> new NamespaceRoutes(Model.KINDS.stream()
                .flatMap(kind -> objects.in(namespace, kind).stream())
                .flatMap(object -> asked(object, objects, defaultMode, settings, now).stream())
                .toList());
    }

    /** What one object asks for; empty if it asks for nothing, or for something that it will not get. */
    public static Optional<Asking> asked(
            JsonNode object, ClusterObjects objects, DeploymentMode defaultMode, ExposureSettings settings, Instant now) {
        JsonNode metadata = object.path("metadata");
        if (!metadata.path("labels").path(settings.label()).asText().equals("true")) {
            return Optional.empty();
        }
        Model service = Model.from(object, defaultMode).in(objects, settings);
        return Exposure.of(service, settings, now) instanceof Exposure.Asked asked
                ? Optional.of(new Asking(
                        service.name(), metadata.path("creationTimestamp").asText(), RouteCount.of(asked, settings).routes()))
                : Optional.empty();
    }

    /** Routes of all models but this one. */
    public long others(String name) {
        return asking.stream().filter(each -> !each.name().equals(name)).mapToLong(Asking::routes).sum();
    }

    /**
     * Routes of the models that come before this one.
     *
     * @param open names of the models that have their route
     */
    public long before(String name, Predicate<String> open) {
        return asking.stream()
                .sorted(Comparator.comparing((Asking each) -> !open.test(each.name()))
                        .thenComparing(Asking::created)
                        .thenComparing(Asking::name))
                .takeWhile(each -> !each.name().equals(name))
                .mapToLong(Asking::routes)
                .sum();
    }
}
