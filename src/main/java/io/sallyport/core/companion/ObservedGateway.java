package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.companion.token.Confinement;
import io.sallyport.core.companion.token.FurtherIssuers.Standing;
import io.sallyport.core.companion.token.FurtherIssuers;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.issuer.TokenIssuer;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.core.policy.proof.SignInPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The gateway as the cluster shows it.
 *
 * @param policies        AuthorizationPolicies of its namespace
 * @param authentications RequestAuthentications of its namespace and of the mesh's root namespace
 * @param routes          VirtualServices of ours in its namespace
 * @param pods            its Pods that are not gone
 * @param knative         who hands calls over in Knative mode
 * @param issuer          of the API server's ServiceAccount tokens; empty until it has been read
 * @param jwks            that issuer's keys; empty until they have been read
 * @param rootNamespace   of the mesh
 * @param missed          settings that name something which is not there, a sentence each
 */
public record ObservedGateway(
        List<JsonNode> policies,
        List<JsonNode> authentications,
        List<JsonNode> routes,
        List<JsonNode> pods,
        Hops knative,
        Optional<String> issuer,
        String jwks,
        String rootNamespace,
        List<String> missed) {
    private static final String AUDITED = "the guard only audits (settings.guard.mode), and models stay closed meanwhile"
            + " (settings.guard.exposeInAudit)";

    /**
     * Picks it out of what is known of the cluster.
     *
     * @param rootNamespace of the mesh
     */
    public static ObservedGateway of(
            ClusterObjects cluster,
            ExposureSettings settings,
            String rootNamespace,
            Optional<String> issuer,
            String jwks) {
        String namespace = settings.gateway().namespace();
        return new ObservedGateway(
                cluster.in(namespace, GroupKind.AUTHORIZATION_POLICY),
                Stream.of(namespace, rootNamespace)
                        .distinct()
                        .flatMap(each -> cluster.in(each, GroupKind.REQUEST_AUTHENTICATION).stream())
                        .toList(),
                cluster.in(namespace, GroupKind.VIRTUAL_SERVICE).stream().filter(Ownership::isOfGateway).toList(),
                Hops.living(cluster, namespace, settings.gateway().selector()),
                Hops.ofKnative(cluster, settings),
                issuer,
                jwks,
                rootNamespace,
                MissedSettings.of(cluster, settings, issuer));
    }

    /** What companions need to know of it. */
    public GatewayState state(ExposureSettings settings) {
        Optional<String> effective = effectiveIssuer(settings);
        Lock lock = lock(settings);
        return new GatewayState(
                effective,
                jwks,
                lock,
                effective.isPresent() && authentications.stream().anyMatch(object -> verifies(object, effective.get(), settings)),
                principals(settings),
                policies.stream().map(AuthorizationPolicy::from).anyMatch(ObservedGateway::guardsClusterLocalGateway),
                effective.isPresent() && authentications.stream().anyMatch(object -> tellsPods(object, effective.get())),
                knative,
                ready(settings),
                lock instanceof Lock.Holds ? Stream.concat(missed.stream(), requireJwt(settings).stream()).toList() : missed);
    }

    /**
     * A policy that is named and not there leaves the one that is meant unguarded. Our own set is kept meanwhile, so this is none
     * of what {@link #missed} counts; where nothing locks, that is what is to be told. Before Kubeflow 1.9 there was no such policy.
     */
    private Optional<String> requireJwt(ExposureSettings settings) {
        String name = settings.policies().requireJwt();
        boolean named = !name.isEmpty() && !name.equals(ExposureSettings.DEFAULTS.policies().requireJwt());
        return named && settings.guard().create()
                        && policies.stream().noneMatch(policy -> ObjectRef.of(policy).name().equals(name))
                ? Optional.of("settings.policies.requireJwt: there is no AuthorizationPolicy " + settings.gateway().namespace() + "/" + name
                        + ", so that the policy which keeps requests without a token out is not guarded")
                : Optional.empty();
    }

    /** While the guard only audits, no lock is one: it may be taken away at any time. */
    private Lock lock(ExposureSettings settings) {
        return settings.guard().keepsModelsClosed()
                ? new Lock.Open(AUDITED)
                : Lock.judge(policies.stream().map(AuthorizationPolicy::from).toList(), workload(settings), settings.prefix());
    }

    /** A request to a path of the sign-in that gets in without a token at hosts that are not known to be for it. */
    public Optional<Counterexample> openElsewhere(ExposureSettings settings) {
        return SignInPaths.open(policies.stream().map(AuthorizationPolicy::from).toList(), workload(settings), settings);
    }

    /** The issuer we work with: the setting's, else the API server's. */
    public Optional<String> effectiveIssuer(ExposureSettings settings) {
        return settings.tokens().issuer().or(() -> issuer);
    }

    /** Somebody else's RequestAuthentication that already makes the gateway verify our issuer's tokens. */
    public Optional<ObjectRef> foreignRule(ExposureSettings settings) {
        return effectiveIssuer(settings).flatMap(name -> authentications.stream()
                .filter(object -> !Ownership.isOurs(object) && verifies(object, name, settings))
                .map(ObjectRef::of)
                .findFirst());
    }

    /** What the gateway knows of the further issuers of the settings, and of those that they named before. */
    public FurtherIssuers furtherIssuers(ExposureSettings settings) {
        Set<String> named = settings.tokens().issuers().stream().map(TokenIssuer::url).collect(Collectors.toSet());
        return new FurtherIssuers(
                settings.tokens().issuers().stream()
                        .map(issuer -> new FurtherIssuers.Known(issuer, standing(issuer, settings)))
                        .toList(),
                authentications.stream()
                        .filter(object -> Ownership.isOurs(object)
                                && ObjectRef.of(object).name().equals(GatewayCompanions.TOKENS))
                        .flatMap(object -> issuers(object).stream())
                        .filter(url -> !named.contains(url) && effectiveIssuer(settings).filter(url::equals).isEmpty())
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** What was confined stays so, whatever others write afterwards, unless an admin approves of the issuer at the gateway. */
    private Standing standing(TokenIssuer issuer, ExposureSettings settings) {
        if (effectiveIssuer(settings).filter(issuer.url()::equals).isPresent()) {
            return Standing.API_SERVER;
        }
        boolean foreign = authentications.stream()
                .anyMatch(object -> !Ownership.isOurs(object) && verifies(object, issuer.url(), settings));
        boolean confined = policies.stream()
                .filter(policy -> Ownership.isOurs(policy) && ObjectRef.of(policy).name().equals(GatewayCompanions.ISSUERS))
                .anyMatch(policy -> new Confinement(settings).holds(policy, issuer, workload(settings)));
        if (foreign && (!confined || settings.guard().issuers().containsKey(issuer.url()))) {
            return Standing.TRUSTED;
        }
        return confined ? Standing.CONFINED : Standing.UNCONFINED;
    }

    /** Names of the further issuers whose tokens are verified at the gateway, for models alone, and at the models' Pods. */
    private Set<String> ready(ExposureSettings settings) {
        return furtherIssuers(settings).known().stream()
                .filter(known -> known.standing() == Standing.CONFINED || known.standing() == Standing.TRUSTED)
                .map(FurtherIssuers.Known::issuer)
                .filter(issuer -> authentications.stream().anyMatch(object -> verifies(object, issuer.url(), settings))
                        && authentications.stream().anyMatch(object -> tellsPods(object, issuer.url())))
                .map(TokenIssuer::name)
                .collect(Collectors.toSet());
    }

    private boolean verifies(JsonNode authentication, String issuer, ExposureSettings settings) {
        Map<String, String> selector = Json.textMap(authentication.at("/spec/selector/matchLabels"));
        return workload(settings).podLabels().stream().allMatch(pod -> pod.entrySet().containsAll(selector.entrySet()))
                && names(authentication, issuer);
    }

    private boolean tellsPods(JsonNode authentication, String issuer) {
        ObjectRef ref = ObjectRef.of(authentication);
        return ref.name().equals(GatewayCompanions.PODS)
                && ref.namespace().equals(rootNamespace)
                && names(authentication, issuer);
    }

    private static boolean names(JsonNode authentication, String issuer) {
        return issuers(authentication).contains(issuer);
    }

    private static List<String> issuers(JsonNode authentication) {
        return Json.elements(authentication.at("/spec/jwtRules")).stream()
                .map(rule -> rule.path("issuer").asText())
                .toList();
    }

    /** Where no Pod runs, one is judged that carries just what the settings say. */
    public GatewayWorkload workload(ExposureSettings settings) {
        List<Map<String, String>> labels =
                pods.stream().map(pod -> Json.textMap(pod.at("/metadata/labels"))).toList();
        return new GatewayWorkload(labels.isEmpty() ? List.of(settings.gateway().selector()) : labels);
    }

    private List<String> principals(ExposureSettings settings) {
        return pods.stream().map(pod -> Hops.principal(pod, settings)).distinct().sorted().toList();
    }

    /** Kubeflow's overlay that makes the cluster-local gateway want a token as well. */
    private static boolean guardsClusterLocalGateway(AuthorizationPolicy policy) {
        return policy.action().equals("DENY")
                && policy.enforced()
                && "cluster-local-gateway".equals(policy.selector().get("app"));
    }
}
