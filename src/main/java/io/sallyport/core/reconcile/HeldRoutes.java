package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.way.DirectAnswer;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Models' routes that are to go and are still there: a finalizer of somebody keeps them, or the API server refuses the deletion
 * because of somebody's webhook. Istio serves a route until it is gone, so a VirtualService of ours answers in its place.
 *
 * <p>A VirtualService that its namespace exports to itself alone comes before all that are exported to that namespace by name,
 * whatever their age (Istio, push_context: privateByNamespaceAndGateway before exportedToNamespaceByGateway), and a change of
 * routes cuts no connection. Of a held route, which its namespace may edit, only the names count; where a namespace holds very
 * many, all of its paths below the prefix are closed.
 */
public final class HeldRoutes {
    private static final int MOST_OF_A_NAMESPACE = 20;
    private static final String HELD_HOST = GatewayCompanions.HELD + "-host";

    private final ExposureSettings settings;

    public HeldRoutes(ExposureSettings settings) {
        this.settings = settings;
    }

    /** Of these, the routes of models that are deleted, and there nevertheless. */
    public static List<JsonNode> among(List<JsonNode> routes) {
        return routes.stream()
                .filter(HeldRoutes::isHeld)
                .filter(route -> Ownership.isOurs(route) && !Ownership.isOfGateway(route))
                .toList();
    }

    /** True if it is deleted, and there nevertheless. */
    public static boolean isHeld(JsonNode object) {
        return object.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** The finalizers that keep an object, as a sentence that begins with it; empty if it has none. */
    public static Optional<String> keptBy(JsonNode object) {
        List<String> finalizers = Json.texts(object.at("/metadata/finalizers"));
        return finalizers.isEmpty()
                ? Optional.empty()
                : Optional.of(ObjectRef.of(object) + " has the finalizers " + String.join(", ", finalizers));
    }

    /** Why a model that asks to be exposed cannot be yet: its former route is still going. Empty if it is not. */
    public static Optional<String> formerRoute(List<JsonNode> companions) {
        return companions.stream()
                .filter(object -> isHeld(object) && GroupKind.of(object).equals(GroupKind.VIRTUAL_SERVICE))
                .findFirst()
                .map(route -> "its former route is deleted and not gone yet: "
                        + keptBy(route).orElseGet(() -> ObjectRef.of(route).toString()));
    }

    /** @param held routes of models that are to go, and are there */
    public List<JsonNode> answers(List<JsonNode> held) {
        if (held.isEmpty()) {
            return List.of();
        }
        List<JsonNode> answers = new ArrayList<>();
        List<String> paths = paths(held);
        answers.add(answer(GatewayCompanions.HELD, settings.gateway().hosts(), paths));
        settings.publicHost()
                .filter(host -> held.stream().anyMatch(route -> isServedAt(host, route)))
                .ifPresent(host -> answers.add(answer(HELD_HOST, List.of(host), paths)));
        return answers;
    }

    /** True for what {@link #answers} makes. */
    static boolean isAnswer(ObjectRef ref) {
        return ref.kind().equals("VirtualService") && List.of(GatewayCompanions.HELD, HELD_HOST).contains(ref.name());
    }

    private List<String> paths(List<JsonNode> held) {
        SortedMap<String, SortedSet<String>> models = new TreeMap<>();
        held.forEach(route -> models.computeIfAbsent(ObjectRef.of(route).namespace(), _ -> new TreeSet<>())
                .add(Ownership.model(route)));
        List<String> paths = new ArrayList<>();
        models.forEach((namespace, names) -> {
            if (names.size() > MOST_OF_A_NAMESPACE) {
                paths.add(settings.prefix() + "/" + namespace);
            } else {
                names.forEach(name -> paths.add(settings.path(namespace, name)));
            }
        });
        return paths;
    }

    /** A host of its own takes all of its paths away from *: only where a held route has done so already may another be there. */
    private boolean isServedAt(String host, JsonNode route) {
        return Json.texts(route.at("/spec/hosts")).contains(host)
                && Json.texts(route.at("/spec/gateways")).contains(settings.gateway().name())
                && Json.texts(route.at("/spec/exportTo")).equals(List.of(settings.gateway().namespace()));
    }

    private JsonNode answer(String name, List<String> hosts, List<String> paths) {
        List<ObjectNode> matches = paths.stream()
                .flatMap(path -> Stream.of(Json.object("exact", path), Json.object("prefix", path + "/")))
                .map(uri -> Json.object("uri", uri))
                .toList();
        return Json.object(
                "apiVersion", Names.NETWORKING_API,
                "kind", "VirtualService",
                "metadata", Ownership.metadata(settings.gateway().namespace(), name),
                "spec", Json.object(
                        "gateways", Json.array(settings.gateway().name()),
                        "hosts", Json.list(hosts),
                        "exportTo", Json.array("."),
                        "http", Json.array(
                                DirectAnswer.to(matches, 404, Json.object("error", GatewayCompanions.NOT_EXPOSED)))));
    }
}
