package io.sallyport.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.DeploymentMode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.InferenceService;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.KServeConfig;
import io.sallyport.core.model.Names;
import io.sallyport.core.policy.ExemptedPaths;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns what the caches hold into what the core asks for. Nothing here calls the API server. */
final class ClusterReader {
    /** In the order in which companions are written. */
    private static final List<ResourceKind> COMPANIONS = List.of(
            ResourceKind.REQUEST_AUTHENTICATION, ResourceKind.AUTHORIZATION_POLICY, ResourceKind.VIRTUAL_SERVICE);

    private final ClusterCaches caches;
    private final ClusterObjects objects;
    private final IssuerKeys keys;
    private final ExposureSettings settings;
    private final Clock clock;
    private final Memo<GatewayView> view;

    /** What is worked out once for every change of the caches, and not for every admission request. */
    private record GatewayView(DeploymentMode defaultMode, GatewayState state, List<String> exempted) {}

    ClusterReader(ClusterCaches caches, IssuerKeys keys, ExposureSettings settings, Clock clock) {
        this.caches = caches;
        this.objects = new CachedObjects(caches);
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.view = new Memo<>(this::changes, this::read);
    }

    /** What admission needs to know; cheap. */
    ClusterSnapshot snapshot() {
        GatewayView seen = view.get();
        return new ClusterSnapshot(seen.defaultMode(), seen.state(), seen.exempted(), objects, clock.instant());
    }

    GatewayState gatewayState() {
        return view.get().state();
    }

    /** Paths that the sign-in page is to leave alone. */
    List<String> exempted() {
        return view.get().exempted();
    }

    ObservedGateway gateway() {
        IssuerKeys.Known known = keys.known();
        return ObservedGateway.of(objects, settings, known.issuer(), known.jwks());
    }

    /** How many models have a way in. */
    long exposed() {
        return caches.store(ResourceKind.VIRTUAL_SERVICE).all().stream()
                .flatMap(object -> modelOf(object).stream())
                .distinct()
                .count();
    }

    /** Empty if there is no such model. */
    Optional<InferenceService> model(Key.Model key) {
        return caches.store(ResourceKind.INFERENCE_SERVICE)
                .find(key.namespace(), key.name())
                .map(object -> InferenceService.from(object, view.get().defaultMode()));
    }

    /** True while models can be told from models that are gone. */
    boolean knowsModels() {
        return caches.knows(ResourceKind.INFERENCE_SERVICE);
    }

    MeshState mesh(InferenceService service) {
        Map<String, String> labels = caches.store(ResourceKind.NAMESPACE)
                .find("", service.namespace())
                .map(namespace -> Json.textMap(namespace.at("/metadata/labels")))
                .orElse(Map.of());
        return MeshState.of(
                service,
                labels,
                in(ResourceKind.AUTHORIZATION_POLICY, service.namespace()),
                in(ResourceKind.AUTHORIZATION_POLICY, settings.gateway().namespace()));
    }

    /** What we have made for a model so far, in the order it is written. */
    List<JsonNode> companions(Key.Model key) {
        return COMPANIONS.stream()
                .flatMap(kind -> in(kind, key.namespace()).stream())
                .filter(object -> Ownership.isOurs(object) && modelOf(object).filter(key::equals).isPresent())
                .toList();
    }

    /** Every model that carries the label, whatever its value, and every one that has companions. */
    Set<Key.Model> models() {
        Set<Key.Model> models = new TreeSet<>();
        caches.store(ResourceKind.INFERENCE_SERVICE).all().stream()
                .filter(object -> object.at("/metadata/labels").has(settings.label()))
                .map(object -> new Key.Model(
                        object.at("/metadata/namespace").asText(), object.at("/metadata/name").asText()))
                .forEach(models::add);
        COMPANIONS.stream()
                .flatMap(kind -> caches.store(kind).all().stream())
                .filter(Ownership::isOurs)
                .flatMap(object -> modelOf(object).stream())
                .forEach(models::add);
        return models;
    }

    private static Optional<Key.Model> modelOf(JsonNode companion) {
        JsonNode metadata = companion.path("metadata");
        return Optional.of(metadata.path("labels").path(Names.MODEL_LABEL).asText())
                .filter(name -> !name.isEmpty())
                .map(name -> new Key.Model(metadata.path("namespace").asText(), name));
    }

    private GatewayView read() {
        GatewayState state = gateway().state(settings);
        List<String> exposed = caches.store(ResourceKind.VIRTUAL_SERVICE).all().stream()
                .flatMap(object -> modelOf(object).stream())
                .map(model -> settings.path(model.namespace(), model.name()))
                .distinct()
                .toList();
        return new GatewayView(defaultMode(), state, ExemptedPaths.wanted(settings, state.lock(), exposed));
    }

    private DeploymentMode defaultMode() {
        return caches.store(ResourceKind.CONFIG_MAP)
                .find(settings.kserve().namespace(), KServeConfig.NAME)
                .flatMap(KServeConfig::defaultMode)
                .orElse(KServeConfig.BUILT_IN);
    }

    private long changes() {
        return Stream.of(
                                ResourceKind.AUTHORIZATION_POLICY,
                                ResourceKind.REQUEST_AUTHENTICATION,
                                ResourceKind.POD,
                                ResourceKind.CONFIG_MAP,
                                ResourceKind.VIRTUAL_SERVICE)
                        .mapToLong(kind -> caches.store(kind).changes())
                        .sum()
                + keys.changes();
    }

    private List<JsonNode> in(ResourceKind kind, String namespace) {
        return caches.store(kind).in(namespace);
    }
}
