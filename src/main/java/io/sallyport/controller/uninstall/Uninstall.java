package io.sallyport.controller.uninstall;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.cluster.ClusterWriter;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.controller.cluster.ServedVersions;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.proof.Exemption;
import io.sallyport.core.reconcile.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes away everything we made, from the outside inwards: what judges, what writes, the ways in, the exemption, and
 * the guard last. Every step looks at the cluster first, so that it can be run again after a failure.
 */
public final class Uninstall {
    private static final Duration PODS_GONE_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLICY_FORGOTTEN_WITHIN = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int MOST_CONFLICTS = 50;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Settings settings;
    private final String namespace;
    private final String deployment;
    private final Consumer<String> progress;
    private final Map<ResourceKind, Optional<String>> versions = new EnumMap<>(ResourceKind.class);
    private final ClusterWriter writer;

    /**
     * @param namespace  our own
     * @param deployment that runs us
     * @param progress   gets a line for every step
     */
    public Uninstall(
            KubernetesClient client,
            Settings settings,
            String namespace,
            String deployment,
            Consumer<String> progress) {
        this.client = client;
        this.settings = settings;
        this.namespace = namespace;
        this.deployment = deployment;
        this.progress = progress;
        this.writer = new ClusterWriter(client, kind -> version(kind).orElse(kind.versions().getFirst()));
    }

    /**
     * @throws KubernetesClientException if the API server refuses or cannot be reached
     * @throws IllegalStateException if the program does not end
     */
    public void run() {
        removeJudges();
        stopProgram();
        List<JsonNode> routes = ours(ResourceKind.VIRTUAL_SERVICE);
        List<JsonNode> policies = new ArrayList<>(ours(ResourceKind.AUTHORIZATION_POLICY));
        policies.addAll(ours(ResourceKind.REQUEST_AUTHENTICATION));
        if (settings.exposure().pods().networkPolicy()) {
            policies.addAll(ours(ResourceKind.NETWORK_POLICY));
        }
        delete("ways in", routes.stream().filter(object -> !Ownership.isOfGateway(object)).toList());
        delete("companions", policies.stream().filter(object -> !Ownership.isOfGateway(object)).toList());
        removeAccounts();
        withdrawExemption();
        removeLimits();
        delete("gateway objects", Stream.concat(routes.stream(), policies.stream())
                .filter(Ownership::isOfGateway)
                .sorted(Comparator.comparing(Uninstall::isGuard).thenComparing(Uninstall::isNoRuleOfTokens))
                .toList());
        removeOwn();
        // A test that failed was left to be read.
        client.pods().inNamespace(namespace).withName(deployment + "-test").delete();
        progress.accept("nothing of Sallyport is left in the mesh");
    }

    /**
     * Whether this is an installation of Helm's, which puts the release's name on everything that it installs, and so on our
     * settings. A hook that somebody else applied finds another name there, or none.
     */
    public boolean isOfRelease(String release) {
        return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(deployment).get())
                .map(settingsMap -> settingsMap.getMetadata().getAnnotations())
                .map(annotations -> release.equals(annotations.get("meta.helm.sh/release-name")))
                .orElse(false);
    }

    /** By their name, since there is no right to list others; who may make tokens goes first. */
    private void removeAccounts() {
        if (settings.exposure().access().callerAccount()) {
            delete("accounts for calling models, and who may make tokens of them", Stream.of(ResourceKind.ROLE_BINDING, ResourceKind.SERVICE_ACCOUNT)
                    .map(kind -> kind.definition(kind.versions().getFirst()))
                    .map(kind -> client.genericKubernetesResources(kind).inAnyNamespace().withField("metadata.name", CallerAccount.NAME))
                    .flatMap(found -> found.list().getItems().stream())
                    .map(this::tree)
                    .filter(Ownership::isOurs)
                    .toList());
        }
    }

    /** By its name, since there is no right to list those of others. */
    private void removeLimits() {
        version(ResourceKind.ENVOY_FILTER).ifPresent(version -> client
                .genericKubernetesResources(ResourceKind.ENVOY_FILTER.definition(version))
                .inNamespace(settings.exposure().gateway().namespace())
                .withName(LimitsFilter.NAME)
                .delete());
    }

    /** What the program made for itself beside what the chart made for it. */
    private void removeOwn() {
        client.leases().inNamespace(namespace).withName(settings.controller().lease().name()).delete();
        if (settings.tls().mode() == Settings.TlsMode.GENERATED) {
            client.secrets().inNamespace(namespace).withName(settings.tls().secret()).delete();
        }
    }

    /** First, so that nobody waits for Pods that are about to go. */
    private void removeJudges() {
        Settings.Webhook webhook = settings.webhook();
        var registrations = client.admissionRegistration().v1();
        int deleted = registrations.validatingAdmissionPolicyBindings()
                        .withName(webhook.configuration()).delete().size()
                + registrations.validatingAdmissionPolicyBindings().withName(webhook.endpointPolicy()).delete().size()
                + registrations.mutatingWebhookConfigurations().withName(webhook.configuration()).delete().size()
                + registrations.validatingWebhookConfigurations().withName(webhook.armedConfiguration()).delete().size()
                + registrations.validatingWebhookConfigurations().withName(webhook.configuration()).delete().size();
        progress.accept(deleted == 0
                ? "the webhook configurations are gone already"
                : "deleted the webhook configurations " + webhook.configuration());
    }

    /** Else it would bring back what is deleted next. */
    private void stopProgram() {
        Deployment found = client.apps().deployments().inNamespace(namespace).withName(deployment).get();
        if (found == null) {
            progress.accept("the Deployment is gone already");
            return;
        }
        client.resource(found).patch(
                PatchContext.of(PatchType.JSON_MERGE), Json.object("spec", Json.object("replicas", 0)).toString());
        progress.accept("scaled the Deployment " + namespace + "/" + deployment + " to 0, waiting for its Pods to end");
        waitForEndOfPods(found.getSpec().getSelector());
    }

    private void waitForEndOfPods(LabelSelector selector) {
        long deadline = System.nanoTime() + PODS_GONE_WITHIN.toNanos();
        for (int left = pods(selector); left > 0; left = pods(selector)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(left + " Pods of the Deployment " + namespace + "/" + deployment
                        + " have not ended within " + PODS_GONE_WITHIN.toSeconds() + " s: delete them and try again");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private int pods(LabelSelector selector) {
        return client.pods().inNamespace(namespace).withLabelSelector(selector).list().getItems().size();
    }

    private void withdrawExemption() {
        String name = settings.exposure().policies().oauth2Proxy();
        for (int conflicts = 0; ; conflicts++) {
            try {
                if (withdrawnFrom(name)) {
                    progress.accept("took our entries out of " + name);
                }
                return;
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT || conflicts == MOST_CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private boolean withdrawnFrom(String name) {
        Optional<JsonNode> policy = all(ResourceKind.AUTHORIZATION_POLICY).stream()
                .filter(object -> ObjectRef.of(object).namespace().equals(settings.exposure().gateway().namespace()))
                .filter(object -> ObjectRef.of(object).name().equals(name))
                .findFirst();
        Optional<JsonNode> without = policy.map(object -> Exemption.applied(object, List.of()));
        if (without.equals(policy)) {
            return false;
        }
        writer.accept(new Change.Replace(
                without.orElseThrow(), policy.orElseThrow().at("/metadata/resourceVersion").asText()));
        return true;
    }

    private void delete(String what, List<JsonNode> objects) {
        objects.forEach(object -> deletePatiently(
                new Change.Delete(ObjectRef.of(object), object.at("/metadata/uid").asText())));
        progress.accept("deleted " + objects.size() + " " + what);
    }

    /** The API server applies a ValidatingAdmissionPolicy for a moment after its binding is gone. */
    private void deletePatiently(Change.Delete change) {
        long deadline = System.nanoTime() + POLICY_FORGOTTEN_WITHIN.toNanos();
        while (true) {
            try {
                writer.accept(change);
                return;
            } catch (KubernetesClientException e) {
                if (!Failure.reason(e).contains("ValidatingAdmissionPolicy") || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    /** What makes tokens good goes before what says for what. */
    private static boolean isNoRuleOfTokens(JsonNode object) {
        return !ObjectRef.of(object).kind().equals("RequestAuthentication");
    }

    private static boolean isGuard(JsonNode object) {
        return ObjectRef.of(object).name().equals(GatewayCompanions.GUARD);
    }

    private List<JsonNode> ours(ResourceKind kind) {
        return all(kind).stream().filter(Ownership::isOurs).toList();
    }

    /** Empty where the kind is not served: then there is nothing of it. */
    private List<JsonNode> all(ResourceKind kind) {
        return version(kind)
                .map(version -> client.genericKubernetesResources(kind.definition(version)))
                .map(found -> found.inAnyNamespace().list().getItems())
                .orElse(List.of())
                .stream()
                .map(this::tree)
                .toList();
    }

    private JsonNode tree(GenericKubernetesResource object) {
        return ClusterClient.tree(client, object);
    }

    private Optional<String> version(ResourceKind kind) {
        return versions.computeIfAbsent(kind, new ServedVersions(client)::of);
    }
}
