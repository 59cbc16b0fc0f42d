package io.sallyport.controller.reconcile;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.sallyport.controller.cache.ObjectEvent;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.model.ExposureSettings.ExemptionScope;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Names;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which keys have to be looked at again when an object came, changed or went. */
public final class Triggers {
    private final ExposureSettings settings;
    private final Supplier<String> rootNamespace;
    private final Supplier<Set<Key.Model>> models;
    private final Function<String, Set<Key.Model>> calledFrom;

    /**
     * @param rootNamespace of the mesh
     * @param models        every model that may have to be looked at
     * @param calledFrom    models whose callers are of this namespace
     */
    public Triggers(
            ExposureSettings settings,
            Supplier<String> rootNamespace,
            Supplier<Set<Key.Model>> models,
            Function<String, Set<Key.Model>> calledFrom) {
        this.settings = settings;
        this.rootNamespace = rootNamespace;
        this.models = models;
        this.calledFrom = calledFrom;
    }

    public Stream<Key> keys(ObjectEvent event) {
        ObjectMeta metadata = event.object().getMetadata();
        return switch (event.kind()) {
            // The limits of a model come before its routes.
            case INFERENCE_SERVICE, INFERENCE_GRAPH -> Stream.concat(
                    settings.rates().enabled() ? Stream.of(Key.GATEWAY) : Stream.empty(),
                    Stream.concat(Stream.of(new Key.Model(metadata.getNamespace(), metadata.getName())), shared(metadata.getNamespace())));
            case TRAINED_MODEL -> served(event.object());
            case VIRTUAL_SERVICE ->
                Stream.concat(pathsAreExempted() || isHeld(metadata) ? Stream.of(Key.GATEWAY) : gateway(metadata), owner(metadata).stream());
            case REQUEST_AUTHENTICATION -> Stream.concat(
                    inRootNamespace(metadata) ? Stream.of(Key.GATEWAY) : gateway(metadata), owner(metadata).stream());
            case AUTHORIZATION_POLICY -> Stream.concat(gateway(metadata), reached(metadata));
            case NETWORK_POLICY -> isOurs(metadata) ? owner(metadata).stream() : in(metadata.getNamespace());
            case NAMESPACE -> Stream.concat(in(metadata.getName()), shared(metadata.getName()));
            case SERVICE_ACCOUNT -> Stream.concat(called(metadata.getNamespace()), isCallerAccount(metadata) ? account(metadata) : Stream.empty());
            case ROLE_BINDING -> Stream.concat(
                    called(metadata.getNamespace()), isCallerAccount(metadata) ? account(metadata) : shared(metadata.getNamespace()));
            // It bears the name of the namespace that it is for.
            case PROFILE -> Stream.concat(called(metadata.getName()), shared(metadata.getName()));
            case POD -> isGateway(metadata) ? Stream.of(Key.GATEWAY) : Stream.empty();
            case CONFIG_MAP -> all();
            // It says which namespace is the root.
            case MESH_CONFIG -> Stream.concat(Stream.of(Key.GATEWAY), all());
            // One of them holds the models' limits.
            case ENVOY_FILTER -> gateway(metadata).filter(_ -> metadata.getName().equals(LimitsFilter.NAME));
            // Models' routes bind to one of them.
            case GATEWAY -> Stream.of(Key.GATEWAY);
            // Only admission reads them.
            case OTHER_ROUTE, DEPLOYMENT, SERVICE, KUBERNETES_GATEWAY, INGRESS_CLASS, PROXY_CONFIG, WASM_PLUGIN, TRAFFIC_EXTENSION ->
                Stream.empty();
        };
    }

    private Stream<Key> called(String namespace) {
        return calledFrom.apply(namespace).stream().map(Key.class::cast);
    }

    private static boolean isCallerAccount(ObjectMeta metadata) {
        return metadata.getName().equals(CallerAccount.NAME);
    }

    /** Models are told of one that is not ours. */
    private Stream<Key> account(ObjectMeta metadata) {
        return settings.access().callerAccount()
                ? Stream.concat(shared(metadata.getNamespace()), in(metadata.getNamespace()))
                : Stream.empty();
    }

    /** What the models of a namespace share, where they do. */
    private Stream<Key> shared(String namespace) {
        return settings.access().callerAccount() ? Stream.of(new Key.Namespace(namespace)) : Stream.empty();
    }

    /** True if every exposed model's path is part of the exemption. */
    private boolean pathsAreExempted() {
        return settings.exemption() == ExemptionScope.MODEL;
    }

    /** It is deleted, and a finalizer keeps it; or has kept it until now. */
    private static boolean isHeld(ObjectMeta route) {
        return route.getDeletionTimestamp() != null;
    }

    /** It is called through the InferenceService that serves it. */
    private static Stream<Key> served(HasMetadata trained) {
        return trained instanceof GenericKubernetesResource object && object.get("spec", "inferenceService") instanceof String service
                ? Stream.of(new Key.Model(trained.getMetadata().getNamespace(), service))
                : Stream.empty();
    }

    private Stream<Key> gateway(ObjectMeta metadata) {
        return inGatewayNamespace(metadata) ? Stream.of(Key.GATEWAY) : Stream.empty();
    }

    /** A policy of somebody else decides which calls reach the Pods of its namespace; in the root namespace, of all. */
    private Stream<Key> reached(ObjectMeta metadata) {
        if (isOurs(metadata)) {
            return owner(metadata).stream();
        }
        return inRootNamespace(metadata) ? all() : in(metadata.getNamespace());
    }

    private static Optional<Key> owner(ObjectMeta metadata) {
        return Optional.ofNullable(labels(metadata).get(Names.MODEL_LABEL))
                .map(name -> new Key.Model(metadata.getNamespace(), name));
    }

    private Stream<Key> all() {
        return models.get().stream().map(Key.class::cast);
    }

    private Stream<Key> in(String namespace) {
        return all().filter(key -> key instanceof Key.Model(String of, String _) && of.equals(namespace));
    }

    private boolean inGatewayNamespace(ObjectMeta metadata) {
        return settings.gateway().namespace().equals(metadata.getNamespace());
    }

    private boolean inRootNamespace(ObjectMeta metadata) {
        return rootNamespace.get().equals(metadata.getNamespace());
    }

    private boolean isGateway(ObjectMeta pod) {
        return labels(pod).entrySet().containsAll(settings.gateway().selector().entrySet());
    }

    private static boolean isOurs(ObjectMeta metadata) {
        return Names.SALLYPORT.equals(labels(metadata).get(Names.MANAGED_BY));
    }

    private static Map<String, String> labels(ObjectMeta metadata) {
        return Optional.ofNullable(metadata.getLabels()).orElse(Map.of());
    }
}
