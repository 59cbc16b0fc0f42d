package io.sallyport.core.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.admission.MisspeltKeys;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.core.reconcile.Change;
import io.sallyport.core.reconcile.GatewayReconciliation;
import io.sallyport.core.reconcile.HeldRoutes;
import io.sallyport.core.status.ModelState;
import io.sallyport.core.status.StatusReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a whole cluster, and says what is wrong or surprising. */
public final class Examination {
    private final ClusterSnapshot cluster;
    private final ExposureSettings settings;
    private final Optional<Installation> installation;

    /** @param installation of Sallyport itself; empty where only manifests are looked at */
    public Examination(ClusterSnapshot cluster, ExposureSettings settings, Optional<Installation> installation) {
        this.cluster = cluster;
        this.settings = settings;
        this.installation = installation;
    }

    /** The worst first; of those that are equally bad, what others follow from. */
    public List<Finding> findings() {
        return Stream.of(
                        lock(), mesh(), installation.map(found -> found.findings(cluster.now())).orElse(List.of()),
                        layout(), reach(), stored(), drift(), models(), otherWays(), misspelt(), extensions())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    /** Whether requests without a token are denied below the prefix, and the guard enforces. */
    public List<Finding> lock() {
        if (settings.guard().mode() == GuardMode.AUDIT) {
            return List.of(audit());
        }
        return cluster.gateway().lock() instanceof Lock.Open(String reason)
                ? List.of(Finding.error(
                        "Requests without a token are not denied below " + settings.prefix() + ", so that no model is exposed",
                        reason,
                        "let the chart write its guard (settings.guard.create), or bring "
                                + settings.policies().requireJwt() + " back"))
                : List.of();
    }

    private Finding audit() {
        return Finding.warning(
                "The guard only audits: writes that let a request in without a token are allowed with a warning",
                settings.guard().keepsModelsClosed()
                        ? "settings.guard.mode is audit, and models stay closed meanwhile"
                        : "settings.guard.mode is audit, and settings.guard.exposeInAudit is true",
                "set it to enforce once sallyport_admission_requests_total{decision=\"audited\"} no longer rises");
    }

    private List<Finding> reach() {
        return new TokenlessReach(cluster.objects(), settings, cluster.now()).of(Language.EVERYTHING).stream()
                .map(reached -> reached.approved()
                        ? Finding.note("Without a token, people reach what the settings approve for signing in", reached.sentence())
                        : Finding.error(
                                "A request without a token gets in",
                                reached.sentence(),
                                settings.gateway().signIn().hosts().isEmpty()
                                        ? "set settings.gateway.signInHosts to the hosts where people sign in, or approve the"
                                                + " server in settings.guard.signIn"
                                        : "take the path out of the policy's notPaths, or approve the server in settings.guard.signIn"))
                .toList();
    }

    /** What the guard would refuse if it was written now. */
    public List<Finding> stored() {
        return new StoredObjects(settings).refused(cluster.objects()).stream()
                .map(refused -> Finding.warning(
                        "An object is stored that the guard would refuse if it was written now",
                        refused.ref() + ": " + refused.faults().getFirst().path() + " " + refused.faults().getFirst().problem(),
                        refused.faults().getFirst().fix()))
                .toList();
    }

    /** How paths are normalised, and which Istio runs at the gateway. */
    public List<Finding> mesh() {
        String root = GuardedGateway.rootNamespace(cluster.objects(), settings);
        return new MeshExamination(cluster.objects(), root, gatewayPods()).findings();
    }

    /** What others have changed of ours and the controller would put back. */
    private List<Finding> drift() {
        ObservedGateway gateway = ObservedGateway.of(
                cluster.objects(),
                settings,
                GuardedGateway.rootNamespace(cluster.objects(), settings),
                cluster.gateway().issuer(),
                "");
        if (installation.isEmpty()) {
            return List.of();
        }
        List<JsonNode> held = HeldRoutes.among(cluster.objects().of(GroupKind.VIRTUAL_SERVICE));
        return GatewayReconciliation.changes(gateway, cluster.exempted(), held, settings).stream()
                .filter(change -> !isOfKeys(change))
                .map(change -> Finding.warning(
                        "What Sallyport keeps beside the gateway is not as it should be",
                        described(change),
                        "look at the log of Sallyport: it mends this within a second, unless it does not run or may not"))
                .toList();
    }

    /** The keys in it are read from the API server by the controller alone. */
    private static boolean isOfKeys(Change change) {
        return change instanceof Change.Apply(JsonNode object) && ObjectRef.of(object).name().equals(GatewayCompanions.TOKENS);
    }

    private static String described(Change change) {
        return switch (change) {
            case Change.Apply(JsonNode object) -> ObjectRef.of(object) + " is missing, or was changed";
            case Change.Replace(JsonNode object, String _) -> ObjectRef.of(object) + " was changed";
            case Change.Delete(ObjectRef ref, String _) -> ref + " is not needed any more";
        };
    }

    private List<Finding> models() {
        return new StatusReport(cluster, settings, true).models().stream()
                .filter(model -> model.state() != ModelState.EXPOSED && model.state() != ModelState.CLOSED)
                .map(model -> Finding.warning(
                        "A model is not as its label asks: " + model.state().text(),
                        model.kind() + " " + model.namespace() + "/" + model.name() + ": " + model.reason(),
                        "the page of Events says what to do about each reason"))
                .toList();
    }

    /** KServe's own routes at the gateway, for exposed models: whoever's token the gateway takes gets in, callers or not. */
    private List<Finding> otherWays() {
        return cluster.objects().of(GroupKind.VIRTUAL_SERVICE).stream()
                .filter(route -> route.at("/metadata/ownerReferences/0/kind").asText().equals(GroupKind.INFERENCE_SERVICE.kind()))
                .filter(route -> !Ownership.isOurs(route))
                .filter(route -> Json.texts(route.at("/spec/gateways")).contains(settings.gateway().name()))
                .filter(route -> "true".equals(Json.textMap(route.at("/metadata/labels")).get(settings.label())))
                .map(route -> Finding.note(
                        "An exposed model has KServe's own way in as well, for every token that the gateway takes",
                        ObjectRef.of(route) + " at " + String.join(", ", Json.texts(route.at("/spec/hosts"))) + ": KServe's label"
                                + " networking.knative.dev/visibility: cluster-local takes it away"))
                .toList();
    }

    /** Labels and annotations of models that look as if they were for us. */
    public List<Finding> misspelt() {
        MisspeltKeys keys = new MisspeltKeys(settings);
        return Model.KINDS.stream()
                .flatMap(kind -> cluster.objects().of(kind).stream())
                .flatMap(object -> keys.warnings(object, Json.none()).stream()
                        .map(warning -> Finding.warning(
                                "A model has a key that looks as if it was for Sallyport",
                                ObjectRef.of(object) + " " + warning,
                                "correct the key")))
                .toList();
    }

    /** What may change everything and is not judged here. */
    public List<Finding> extensions() {
        return cluster.objects().in(settings.gateway().namespace(), GroupKind.ENVOY_FILTER).stream()
                .map(filter -> Finding.note(
                        "An EnvoyFilter can change everything that is said here, and is not taken into account",
                        ObjectRef.of(filter).toString()))
                .toList();
    }

    private List<Finding> layout() {
        List<Finding> found = new ArrayList<>();
        found.add(policy(settings.policies().requireJwt(), "which denies requests without a token"));
        found.add(policy(settings.policies().oauth2Proxy(), "which sends browsers to the sign-in page"));
        String[] name = settings.gateway().name().split("/", 2);
        if (cluster.objects().find(GroupKind.GATEWAY, name[0], name[1]).isEmpty()) {
            found.add(Finding.warning(
                    "There is no Gateway " + settings.gateway().name() + ", so that no route of a model leads anywhere",
                    "settings.gateway.name", "name the Gateway that the routes are to bind to"));
        }
        cluster.gateway().missed().stream().filter(missed -> missed.startsWith("settings.policies.")).forEach(missed ->
                found.add(Finding.warning("A setting names a policy that is not there, so that no more models are exposed", missed, "correct the setting")));
        if (gatewayPods().isEmpty()) {
            found.add(Finding.warning(
                    "No Pod of the gateway runs in " + settings.gateway().namespace(), "settings.gateway.selector "
                            + settings.gateway().selector(), "correct settings.gateway.namespace or settings.gateway.selector"));
        }
        return found;
    }

    /** Those in the gateway's namespace that its selector matches. */
    public List<JsonNode> gatewayPods() {
        return cluster.objects().in(settings.gateway().namespace(), GroupKind.POD).stream().filter(this::isOfGateway).toList();
    }

    private boolean isOfGateway(JsonNode pod) {
        return Json.textMap(pod.at("/metadata/labels")).entrySet().containsAll(settings.gateway().selector().entrySet());
    }

    private Finding policy(String name, String what) {
        boolean there = cluster.objects().find(GroupKind.AUTHORIZATION_POLICY, settings.gateway().namespace(), name).isPresent();
        String ref = "AuthorizationPolicy " + settings.gateway().namespace() + "/" + name;
        return Finding.note(there ? "Kubeflow's policy is there, " + what : "Kubeflow's policy is not there, " + what, ref);
    }
}
