package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.doctor.Examination;
import io.sallyport.core.doctor.Finding;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.status.ModelState;
import io.sallyport.core.status.ModelStatus;
import io.sallyport.core.status.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at a cluster before Sallyport is installed: what would keep it from working, and what would happen at once. It is the
 * cluster after {@link PlannedGateway} that is judged, by what judges it later.
 */
public final class Preflight {
    private static final List<GroupKind> ISTIOS = List.of(
            GroupKind.AUTHORIZATION_POLICY, GroupKind.REQUEST_AUTHENTICATION, GroupKind.VIRTUAL_SERVICE, GroupKind.GATEWAY);
    private static final String NONE = "none";

    private final InstallTarget target;
    private final ClusterObjects before;
    private final ExposureSettings settings;
    private final FormerInstallation former;
    private final ClusterSnapshot after;
    private final Examination examination;

    /**
     * @param chart    what would be installed
     * @param settings by which it would run
     * @param planned  for the same target
     */
    public Preflight(InstallTarget target, RenderedChart chart, ExposureSettings settings, PlannedGateway planned, Instant now) {
        this.target = target;
        this.before = target.surroundings().objects();
        this.settings = settings;
        this.former = new FormerInstallation(target, chart, settings);
        this.after = ClusterSnapshot.of(planned.after(), settings, now);
        this.examination = new Examination(after, settings, Optional.empty());
    }

    /** The worst first; of those that are equally bad, what others follow from. */
    public List<Finding> findings() {
        return Stream.of(
                        kinds(), former.findings(), missed(), policies(), mode(), examination.mesh(), examination.stored(),
                        examination.misspelt(), models(), gateways(), examination.extensions())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    private List<Finding> kinds() {
        List<Finding> found = new ArrayList<>();
        List<String> missing = ISTIOS.stream().filter(kind -> !target.served().contains(kind)).map(GroupKind::kind).toList();
        if (!missing.isEmpty()) {
            found.add(Finding.error(
                    "Istio is not installed, or not all of it: Sallyport's Pods would not become ready",
                    "there is no kind " + String.join(", ", missing) + " of istio.io",
                    "install Istio with its definitions first, 1.22 or later"));
        }
        if (!target.served().contains(GroupKind.INFERENCE_SERVICE)) {
            found.add(Finding.warning(
                    "KServe is not installed: there is no model to expose",
                    "there is no kind InferenceService of serving.kserve.io",
                    "install KServe, before Sallyport or after it"));
        }
        return found;
    }

    private List<Finding> missed() {
        if (!target.served().contains(GroupKind.GATEWAY)) {
            return List.of();
        }
        List<Finding> found = new ArrayList<>();
        for (String missed : after.gateway().missed()) {
            found.add(missed.startsWith("settings.policies.")
                    ? Finding.warning("A setting names a policy that is not there", missed, "correct the setting")
                    : Finding.error(
                            "A setting misses what is in this cluster, so that no model is exposed", missed,
                            "correct the setting; the cluster has " + others("no Gateway", before.of(GroupKind.GATEWAY).stream())));
        }
        if (examination.gatewayPods().isEmpty() && found.isEmpty()) {
            found.add(Finding.warning(
                    "No Pod of the gateway runs in " + settings.gateway().namespace(),
                    "settings.gateway.selector " + settings.gateway().selector(),
                    "correct settings.gateway.namespace or settings.gateway.selector, unless the gateway is scaled to none"));
        }
        return found;
    }

    private List<Finding> policies() {
        List<Finding> found = new ArrayList<>();
        if (!target.served().contains(GroupKind.AUTHORIZATION_POLICY)) {
            return found;
        }
        String namespace = settings.gateway().namespace();
        String jwt = settings.policies().requireJwt();
        if (!has(jwt)) {
            found.add(Finding.warning(
                    "There is no policy by the name of Kubeflow's require-jwt: what keeps requests without a token out elsewhere than below "
                            + settings.prefix() + " is not guarded",
                    "AuthorizationPolicy " + namespace + "/" + jwt + " is not there; of those that deny, the namespace has " + acting("DENY"),
                    "if one of them keeps requests without a token out, name it in settings.policies.requireJwt; else leave it as it is"));
        }
        String signIn = settings.policies().oauth2Proxy();
        if (!has(signIn) && !acting("CUSTOM").equals(NONE)) {
            found.add(Finding.warning(
                    "What sends people to the sign-in page has another name, so that it would take calls of models as well",
                    "AuthorizationPolicy " + namespace + "/" + signIn + " is not there; with the action CUSTOM, the namespace has " + acting("CUSTOM"),
                    "name it in settings.policies.oauth2Proxy"));
        }
        return found;
    }

    private boolean has(String policy) {
        return before.find(GroupKind.AUTHORIZATION_POLICY, settings.gateway().namespace(), policy).isPresent();
    }

    /** The gateway's policies of others with this action. */
    private String acting(String action) {
        return others(NONE, before.in(settings.gateway().namespace(), GroupKind.AUTHORIZATION_POLICY).stream()
                .filter(policy -> !Ownership.isOurs(policy) && policy.at("/spec/action").asText().equals(action)));
    }

    private static String others(String none, Stream<JsonNode> objects) {
        String names = objects.map(object -> ObjectRef.of(object).namespace() + "/" + ObjectRef.of(object).name())
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? none : names;
    }

    private List<Finding> mode() {
        if (settings.guard().mode() == GuardMode.AUDIT) {
            return List.of(Finding.note(
                    "The guard would refuse nothing, and " + (settings.guard().keepsModelsClosed()
                            ? "nothing would be written beside the gateway" : "models would be exposed nevertheless"),
                    "settings.guard.mode is audit"));
        }
        return examination.lock();
    }

    /** Nobody is asked again whether a model that has the label already is to be exposed. */
    private List<Finding> models() {
        boolean noneIsExposed = !target.served().containsAll(ISTIOS) || !after.gateway().missed().isEmpty() || settings.guard().keepsModelsClosed();
        return noneIsExposed ? List.of() : new StatusReport(after, settings, true).models().stream()
                .filter(model -> model.state() != ModelState.CLOSED)
                .map(this::model)
                .toList();
    }

    private Finding model(ModelStatus model) {
        String name = model.kind() + " " + model.namespace() + "/" + model.name();
        return switch (model.state()) {
            case OPENING, EXPOSED -> Finding.note(
                    "A model has the label already, and is exposed as soon as Sallyport runs",
                    name + " at " + settings.path(model.namespace(), model.name()) + " for " + model.callers());
            case WAITING, REFUSED, CLOSING, CLOSED -> Finding.warning(
                    "A model has the label already, and is not exposed at once: " + model.state().text(),
                    name + ": " + model.reason(),
                    "the page of Events says what to do about each reason");
        };
    }

    private List<Finding> gateways() {
        List<JsonNode> others = before.of(GroupKind.GATEWAY).stream()
                .filter(gateway -> !(ObjectRef.of(gateway).namespace() + "/" + ObjectRef.of(gateway).name()).equals(settings.gateway().name()))
                .toList();
        return others.isEmpty() || others.size() == before.of(GroupKind.GATEWAY).size()
                ? List.of()
                : List.of(Finding.note(
                        "The cluster has other Gateways, at which no model is exposed; what is served by other Pods is not guarded either",
                        others.stream().map(this::served).sorted().collect(Collectors.joining(", "))));
    }

    private String served(JsonNode gateway) {
        Map<String, String> selector = Json.textMap(gateway.at("/spec/selector"));
        boolean same = !selector.isEmpty() && examination.gatewayPods().stream()
                .anyMatch(pod -> Json.textMap(pod.at("/metadata/labels")).entrySet().containsAll(selector.entrySet()));
        return ObjectRef.of(gateway).namespace() + "/" + ObjectRef.of(gateway).name() + (same ? " (the same Pods)" : " (other Pods)");
    }
}
