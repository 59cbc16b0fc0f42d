package io.sallyport.controller.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.controller.cache.CachedObjects;
import io.sallyport.controller.cache.ClusterCaches;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.controller.issuer.IssuerKeys;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.Namesake;
import io.sallyport.core.companion.exposure.Room;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.caller.CallersText;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.KServeConfig;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.ExemptedPaths;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.HeldRoutes;
import io.sallyport.core.reconcile.LimitReconciliation;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns what the caches hold into what the core asks for. Nothing here calls the API server. */
public final class ClusterReader {
    /** In the order in which companions are written. */
    private static final List<ResourceKind> COMPANIONS = List.of(
            ResourceKind.NETWORK_POLICY,
            ResourceKind.REQUEST_AUTHENTICATION,
            ResourceKind.AUTHORIZATION_POLICY,
            ResourceKind.VIRTUAL_SERVICE);

    private final ClusterCaches caches;
    private final ClusterObjects objects;
    private final IssuerKeys keys;
    private final ExposureSettings settings;
    private final Clock clock;
    private final Memo<Long, DeploymentMode> defaultMode;
    private final Memo<Long, String> rootNamespace;
    private final Memo<Long, ObservedGateway> gateway;
    /** By value: routes and policies of models come and go in hundreds, and the proof that the lock holds takes time. */
    private final Memo<ObservedGateway, GatewayState> state;
    private final Memo<Long, List<String>> exposedPaths;
    private final RouteCounts routes;
    private final Memo<Long, List<Change>> limitChanges;
    private final Memo<Long, List<JsonNode>> deleted;
    /** ServiceAccounts come by the thousand at the start, and each asks whom it concerns. */
    private final Memo<Long, Map<String, Set<Key.Model>>> calledFrom;

    public ClusterReader(ClusterCaches caches, IssuerKeys keys, ExposureSettings settings, Clock clock) {
        this.caches = caches;
        this.objects = new CachedObjects(caches);
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.defaultMode = new Memo<>(() -> changes(ResourceKind.CONFIG_MAP), _ -> readDefaultMode());
        this.rootNamespace = new Memo<>(
                () -> changes(ResourceKind.MESH_CONFIG), _ -> GuardedGateway.rootNamespace(objects, settings));
        this.gateway = new Memo<>(
                () -> keys.changes()
                        + changes(
                                ResourceKind.AUTHORIZATION_POLICY,
                                ResourceKind.REQUEST_AUTHENTICATION,
                                ResourceKind.VIRTUAL_SERVICE,
                                ResourceKind.POD,
                                ResourceKind.SERVICE,
                                ResourceKind.GATEWAY,
                                ResourceKind.MESH_CONFIG),
                _ -> readGateway());
        this.state = new Memo<>(this::gateway, seen -> seen.state(settings));
        this.calledFrom = new Memo<>(
                () -> changes(ResourceKind.INFERENCE_SERVICE, ResourceKind.INFERENCE_GRAPH), _ -> readCalledFrom());
        this.routes = new RouteCounts(objects, defaultMode::get,
                () -> changes(ResourceKind.TRAINED_MODEL, ResourceKind.CONFIG_MAP), settings, clock);
        this.limitChanges = new Memo<>(
                () -> changes(ResourceKind.INFERENCE_SERVICE, ResourceKind.INFERENCE_GRAPH, ResourceKind.ENVOY_FILTER),
                _ -> LimitReconciliation.changes(
                        Limited.all(objects, settings), objects.in(settings.gateway().namespace(), GroupKind.ENVOY_FILTER), settings));
        this.deleted = new Memo<>(() -> changes(ResourceKind.VIRTUAL_SERVICE), _ -> HeldRoutes.among(
                List.copyOf(caches.store(ResourceKind.VIRTUAL_SERVICE).all())));
        this.exposedPaths = new Memo<>(() -> changes(ResourceKind.VIRTUAL_SERVICE), _ -> readExposedPaths());
    }

    /** What admission needs to know; cheap. */
    public ClusterSnapshot snapshot() {
        GatewayState seen = gatewayState();
        return new ClusterSnapshot(defaultMode.get(), seen, exempted(seen), objects, rootNamespace.get(), routes, clock.instant());
    }

    /** Whose policies hold for every workload of the mesh. */
    public String rootNamespace() {
        return rootNamespace.get();
    }

    ObservedGateway gateway() {
        return gateway.get();
    }

    public GatewayState gatewayState() {
        return state.get();
    }

    /** Paths that the sign-in page is to leave alone while the gateway is like this. */
    List<String> exempted(GatewayState seen) {
        return ExemptedPaths.wanted(settings, seen.lock(), exposedPaths::get);
    }

    /**
     * Routes of models that are to go, and are there.
     *
     * @param undeleted models whose route the API server refuses to delete
     */
    List<JsonNode> held(Set<Key.Model> undeleted) {
        return Stream.concat(
                        deleted.get().stream(),
                        undeleted.stream().flatMap(key -> companions(key).stream())
                                .filter(object -> GroupKind.of(object).equals(GroupKind.VIRTUAL_SERVICE)))
                .toList();
    }

    /** How many models have a way in. */
    public long exposed() {
        return exposedPaths.get().size();
    }

    /** Empty if there is no such model, or if it goes with its namespace, in which nothing can be made any more. */
    Optional<Model> model(Key.Model key) {
        if (caches.ends(key.namespace())) {
            return Optional.empty();
        }
        return new Namesake(objects, settings)
                .find(key.namespace(), key.name())
                .map(object -> Model.from(object, defaultMode.get()).in(objects, settings));
    }

    /** What is to be written for the gateway to hold the limits of all models; nothing while it is not known which there are. */
    List<Change> limitChanges() {
        return settings.rates().enabled() && !caches.knows(ResourceKind.INFERENCE_SERVICE) ? List.of() : limitChanges.get();
    }

    /** True while the model asks for limits that the gateway does not hold, so that its route would let through more. */
    boolean awaitsLimits(Model service) {
        return settings.rates().enabled()
                && Exposure.of(service, settings, clock.instant()) instanceof Exposure.Asked asked
                && !asked.limits().none()
                && !limitChanges().isEmpty();
    }

    /** True while this model can be told from one that is gone. */
    boolean knows(Key.Model key) {
        return caches.knows(ResourceKind.INFERENCE_SERVICE)
                && (caches.knows(ResourceKind.INFERENCE_GRAPH) || companions(key).stream().noneMatch(ClusterReader::isOfGraph));
    }

    private static boolean isOfGraph(JsonNode companion) {
        return companion.at("/metadata/ownerReferences/0/kind").asText().equals(GroupKind.INFERENCE_GRAPH.kind());
    }

    MeshState mesh(Model service) {
        return MeshState.of(service, objects, rootNamespace.get());
    }

    /** What we have made for a model so far, in the order it is written. */
    List<JsonNode> companions(Key.Model key) {
        return COMPANIONS.stream()
                .flatMap(kind -> in(kind, key.namespace()).stream())
                .filter(object -> Ownership.model(object).equals(key.name()) && Ownership.isOurs(object))
                .toList();
    }

    /** Every model that carries the label, whatever its value, and every one that has companions. */
    public Set<Key.Model> models() {
        Set<Key.Model> models = new TreeSet<>();
        Model.KINDS.stream()
                .flatMap(kind -> objects.of(kind).stream())
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

    /** The ServiceAccounts and the people that there are now. */
    Identities identities() {
        return caches.knows(ResourceKind.SERVICE_ACCOUNT) ? Identities.of(objects, settings) : Identities.UNKNOWN;
    }

    /** By which accounts the people of namespaces make tokens. */
    public AccountReader accounts() {
        return new AccountReader(caches, objects, settings, defaultMode.get(), clock.instant());
    }

    /** What is left of the routes that a namespace may have. */
    Room room(String namespace) {
        return new Room(
                () -> routes.in(namespace),
                name -> caches.store(ResourceKind.VIRTUAL_SERVICE).find(namespace, Names.companion(name)).isPresent());
    }

    /** Models whose callers are ServiceAccounts or people of this namespace. */
    public Set<Key.Model> calledFrom(String namespace) {
        return calledFrom.get().getOrDefault(namespace, Set.of());
    }

    private Map<String, Set<Key.Model>> readCalledFrom() {
        Map<String, Set<Key.Model>> found = new HashMap<>();
        for (GroupKind kind : Model.KINDS) {
            for (JsonNode object : objects.of(kind)) {
                if (object.at("/metadata/labels").has(settings.label())) {
                    JsonNode metadata = object.path("metadata");
                    var key = new Key.Model(metadata.path("namespace").asText(), metadata.path("name").asText());
                    CallersText.namespaces(key.namespace(), metadata.path("annotations").path(Names.CALLERS).asText(key.namespace() + "/*"))
                            .forEach(named -> found.computeIfAbsent(named, _ -> new TreeSet<>()).add(key));
                }
            }
        }
        return found;
    }

    private static Optional<Key.Model> modelOf(JsonNode companion) {
        return Optional.of(Ownership.model(companion))
                .filter(name -> !name.isEmpty())
                .map(name -> new Key.Model(companion.path("metadata").path("namespace").asText(), name));
    }

    private ObservedGateway readGateway() {
        IssuerKeys.Known known = keys.known();
        return ObservedGateway.of(objects, settings, rootNamespace.get(), known.issuer(), known.jwks());
    }

    private List<String> readExposedPaths() {
        return caches.store(ResourceKind.VIRTUAL_SERVICE).all().stream()
                .flatMap(object -> modelOf(object).stream())
                .map(model -> settings.path(model.namespace(), model.name()))
                .distinct()
                .toList();
    }

    private DeploymentMode readDefaultMode() {
        return caches.store(ResourceKind.CONFIG_MAP)
                .find(settings.kserve().namespace(), KServeConfig.NAME)
                .flatMap(KServeConfig::defaultMode)
                .orElse(KServeConfig.BUILT_IN);
    }

    private long changes(ResourceKind... kinds) {
        return Stream.of(kinds).mapToLong(kind -> caches.store(kind).changes()).sum();
    }

    private List<JsonNode> in(ResourceKind kind, String namespace) {
        return caches.store(kind).in(namespace);
    }
}
