package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.core.policy.proof.SignInPaths;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway as the cluster shows it.
 *
 * @param policies        AuthorizationPolicies of its namespace
 * @param authentications RequestAuthentications of its namespace
 * @param routes          VirtualServices of ours in its namespace
 * @param pods            its Pods that are not gone
 * @param issuer          of the API server's ServiceAccount tokens; empty until it has been read
 * @param jwks            that issuer's keys; empty until they have been read
 */
public record ObservedGateway(
        List<JsonNode> policies,
        List<JsonNode> authentications,
        List<JsonNode> routes,
        List<JsonNode> pods,
        Optional<String> issuer,
        String jwks) {

    /** Picks it out of what is known of the cluster. */
    public static ObservedGateway of(
            ClusterObjects cluster, ExposureSettings settings, Optional<String> issuer, String jwks) {
        String namespace = settings.gateway().namespace();
        return new ObservedGateway(
                cluster.in(namespace, GroupKind.AUTHORIZATION_POLICY),
                cluster.in(namespace, GroupKind.REQUEST_AUTHENTICATION),
                cluster.in(namespace, GroupKind.VIRTUAL_SERVICE).stream().filter(Ownership::isOfGateway).toList(),
                cluster.in(namespace, GroupKind.POD).stream()
                        .filter(pod -> Json.textMap(pod.at("/metadata/labels")).entrySet()
                                .containsAll(settings.gateway().selector().entrySet()))
                        .filter(ObservedGateway::lives)
                        .toList(),
                issuer,
                jwks);
    }

    private static boolean lives(JsonNode pod) {
        String phase = pod.at("/status/phase").asText("Running");
        return !pod.path("metadata").hasNonNull("deletionTimestamp")
                && (phase.equals("Running") || phase.equals("Pending"));
    }

    /** What companions need to know of it. */
    public GatewayState state(ExposureSettings settings) {
        Optional<String> effective = effectiveIssuer(settings);
        return new GatewayState(
                effective,
                jwks,
                Lock.judge(
                        policies.stream().map(AuthorizationPolicy::from).toList(), workload(settings), settings.prefix()),
                effective.isPresent() && authentications.stream().anyMatch(object -> verifies(object, effective.get(), settings)),
                principals(settings),
                policies.stream().map(AuthorizationPolicy::from).anyMatch(ObservedGateway::guardsClusterLocalGateway));
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

    private boolean verifies(JsonNode authentication, String issuer, ExposureSettings settings) {
        Map<String, String> selector = Json.textMap(authentication.at("/spec/selector/matchLabels"));
        return workload(settings).podLabels().stream().allMatch(pod -> pod.entrySet().containsAll(selector.entrySet()))
                && Json.elements(authentication.at("/spec/jwtRules")).stream()
                        .anyMatch(rule -> issuer.equals(rule.path("issuer").asText()));
    }

    /** Where no Pod runs, one is judged that carries just what the settings say. */
    public GatewayWorkload workload(ExposureSettings settings) {
        List<Map<String, String>> labels =
                pods.stream().map(pod -> Json.textMap(pod.at("/metadata/labels"))).toList();
        return new GatewayWorkload(labels.isEmpty() ? List.of(settings.gateway().selector()) : labels);
    }

    private List<String> principals(ExposureSettings settings) {
        return pods.stream()
                .map(pod -> pod.at("/spec/serviceAccountName").asText("default"))
                .map(account -> settings.trustDomain() + "/ns/" + settings.gateway().namespace() + "/sa/" + account)
                .distinct()
                .sorted()
                .toList();
    }

    /** Kubeflow's overlay that makes the cluster-local gateway want a token as well. */
    private static boolean guardsClusterLocalGateway(AuthorizationPolicy policy) {
        return policy.action().equals("DENY")
                && policy.enforced()
                && "cluster-local-gateway".equals(policy.selector().get("app"));
    }
}
