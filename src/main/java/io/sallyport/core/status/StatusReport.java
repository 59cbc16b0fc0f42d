package io.sallyport.core.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.companion.CompanionPlanner;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.account.ObservedAccount;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.Namesake;
import io.sallyport.core.companion.exposure.UnexposedKind;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.reconcile.ExposureStatus;
import io.sallyport.core.reconcile.HeldRoutes;
import io.sallyport.core.reconcile.ModelReconciliation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Works out the state of each model, from what the cluster holds. */
public final class StatusReport {
    private static final List<GroupKind> COMPANIONS =
            List.of(GroupKind.NETWORK_POLICY, GroupKind.REQUEST_AUTHENTICATION, GroupKind.AUTHORIZATION_POLICY, GroupKind.VIRTUAL_SERVICE);

    private final ClusterSnapshot cluster;
    private final ExposureSettings settings;
    private final boolean gatewayKnown;

    /**
     * @param gatewayKnown false if the policies of the gateway's namespace could not be read: a route is then taken for open,
     *                     and why there is none cannot be told
     */
    public StatusReport(ClusterSnapshot cluster, ExposureSettings settings, boolean gatewayKnown) {
        this.cluster = cluster;
        this.settings = settings;
        this.gatewayKnown = gatewayKnown;
    }

    /** Every model that has the label, whatever its value, or a route of ours, and what had it before us and cannot be exposed. */
    public List<ModelStatus> models() {
        Stream<ModelStatus> models = Model.KINDS.stream()
                .flatMap(kind -> cluster.objects().of(kind).stream())
                .filter(object -> labelled(object) || !companions(object).isEmpty())
                .map(this::status);
        Stream<ModelStatus> others = Stream.of(UnexposedKind.values())
                .flatMap(kind -> cluster.objects().of(kind.kind()).stream().filter(this::labelled).map(object -> status(kind, object)));
        return Stream.concat(models, others)
                .sorted(Comparator.comparing(ModelStatus::namespace).thenComparing(ModelStatus::name).thenComparing(ModelStatus::kind))
                .toList();
    }

    private boolean labelled(JsonNode object) {
        return object.at("/metadata/labels").has(settings.label());
    }

    /** No webhook judges what is there before it. */
    private ModelStatus status(UnexposedKind kind, JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        Judged judged = switch (kind.exposure(object, settings)) {
            case Exposure.Closed(String reason) -> new Judged(ModelState.CLOSED, reason);
            case Exposure.Refused(List<Fault> faults) -> refused(faults);
            case Exposure.Asked asked -> throw new IllegalArgumentException("is never exposed: " + asked.service().ref());
        };
        return new ModelStatus(
                ref.kind(), ref.namespace(), ref.name(), judged.state(), Optional.empty(), "", Optional.empty(), "", "", false, false, judged.reason());
    }

    private static Judged refused(List<Fault> faults) {
        return new Judged(ModelState.REFUSED, faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    }

    private ModelStatus status(JsonNode object) {
        Model service = Model.from(object, cluster.defaultMode()).in(cluster.objects(), settings);
        List<JsonNode> companions = companions(object);
        Optional<JsonNode> route = companions.stream()
                .filter(companion -> GroupKind.of(companion).equals(GroupKind.VIRTUAL_SERVICE))
                .findFirst();
        Exposure exposure = wanted(CompanionPlanner.remembered(service, companions));
        Judged judged = switch (exposure) {
            case Exposure.Closed(String reason) -> closed(ModelState.CLOSED, reason, route);
            case Exposure.Refused(List<Fault> faults) -> closed(ModelState.REFUSED, refused(faults).reason(), route);
            case Exposure.Asked asked -> asked(asked, companions, route);
        };
        return new ModelStatus(
                service.ref().kind(),
                service.namespace(),
                service.name(),
                judged.state(),
                judged.state().open()
                        ? Optional.of(settings.urlOf(service.namespace(), service.name()))
                        : Optional.empty(),
                exposure instanceof Exposure.Asked asked ? asked.callers().described() : "",
                exposure instanceof Exposure.Asked asked ? asked.until() : Optional.empty(),
                route.map(found -> found.at("/metadata/creationTimestamp").asText()).orElse(""),
                mode(service.mode()),
                has(companions, GroupKind.AUTHORIZATION_POLICY),
                has(companions, GroupKind.NETWORK_POLICY)
                        && exposure instanceof Exposure.Asked asked
                        && cluster.lock(asked, settings) instanceof PodLock.Narrowed,
                judged.reason());
    }

    private Exposure wanted(Model service) {
        Exposure exposure = Exposure.of(service, settings, cluster.now());
        return exposure instanceof Exposure.Asked
                ? new Namesake(cluster.objects(), settings).fault(service)
                        .filter(_ -> !Model.KINDS.getFirst().equals(GroupKind.of(service.ref())))
                        .<Exposure>map(fault -> new Exposure.Refused(List.of(fault)))
                        .orElse(exposure)
                : exposure;
    }

    private record Judged(ModelState state, String reason) {}

    private static Judged closed(ModelState state, String reason, Optional<JsonNode> route) {
        return route.map(found -> new Judged(ModelState.CLOSING, reason + "; the route is still there: "
                        + HeldRoutes.keptBy(found).filter(_ -> HeldRoutes.isHeld(found)).orElse("is Sallyport running?")))
                .orElseGet(() -> new Judged(state, reason));
    }

    private Judged asked(Exposure.Asked asked, List<JsonNode> companions, Optional<JsonNode> route) {
        boolean open = route.isPresent();
        if (!gatewayKnown) {
            return open
                    ? new Judged(ModelState.EXPOSED, "")
                    : new Judged(ModelState.WAITING, "you may not read the gateway's policies: the Events of the model say why");
        }
        Optional<ExposureStatus> said = ModelReconciliation.of(
                        asked.service(), cluster.gateway(), mesh(asked.service()), companions, settings, cluster.now())
                .status();
        return switch (said.map(ExposureStatus::kind).orElse(ExposureStatus.Kind.EXPOSED)) {
            case WAITING -> closed(ModelState.WAITING, reason(said.orElseThrow()), route);
            case REFUSED -> closed(ModelState.REFUSED, reason(said.orElseThrow()), route);
            case EXPOSED, CLOSED, HELD -> open
                    ? new Judged(ModelState.EXPOSED, CompanionPlanner.waiting(asked, cluster.gateway(), Identities.UNKNOWN)
                            .or(() -> notNarrowed(asked))
                            .or(() -> noAccount(asked))
                            .orElse(""))
                    : new Judged(ModelState.OPENING, "the route is not written yet: is Sallyport running?");
        };
    }

    /** Where the settings have one, why its people can make no tokens of the namespace's account. */
    private Optional<String> noAccount(Exposure.Asked asked) {
        return settings.access().callerAccount()
                ? ObservedAccount.of(cluster.objects(), asked.service().namespace()).refusal()
                : Optional.empty();
    }

    /** Where the settings ask for it, why it is not so. */
    private Optional<String> notNarrowed(Exposure.Asked asked) {
        return settings.pods().networkPolicy() && cluster.lock(asked, settings) instanceof PodLock.GatewayOnly lock
                ? Optional.of(lock.described())
                : Optional.empty();
    }

    private static String reason(ExposureStatus said) {
        return said.message().replaceFirst("^not exposed: ", "");
    }

    private MeshState mesh(Model service) {
        ClusterObjects objects = cluster.objects();
        return MeshState.of(service, objects, GuardedGateway.rootNamespace(objects, settings));
    }

    private List<JsonNode> companions(JsonNode model) {
        ObjectRef ref = ObjectRef.of(model);
        return COMPANIONS.stream()
                .flatMap(kind -> cluster.objects().in(ref.namespace(), kind).stream())
                .filter(object -> Ownership.isOurs(object)
                        && ref.kind().equals(object.at("/metadata/ownerReferences/0/kind").asText(ref.kind()))
                        && ref.name().equals(Ownership.model(object)))
                .toList();
    }

    private static boolean has(List<JsonNode> companions, GroupKind kind) {
        return companions.stream().anyMatch(companion -> GroupKind.of(companion).equals(kind));
    }

    private static String mode(DeploymentMode mode) {
        return switch (mode) {
            case KNATIVE -> "Knative";
            case STANDARD -> "Standard";
            case MODEL_MESH -> "ModelMesh";
        };
    }
}
