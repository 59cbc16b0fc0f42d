package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GatewayMembership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.Protection;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.GatewayWorkload;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.PortValues;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RawRoute;
import io.sallyport.core.route.match.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Connections of the gateway's Pods from which no requests are read. Of a DENY Istio keeps there what can be told of a
 * connection, such as its port, and drops what only a request has (pilot/pkg/security/authz/model/model.go, checkError): so
 * it denies every connection on which it would deny some request. They are harmless where it would on all.
 */
final class RawConnections {
    private static final List<String> FOR_WHOM = List.of("gateways", "hosts", "exportTo", "parentRefs", "hostnames");

    private final ExposureSettings settings;
    private final List<Map<String, String>> pods;
    private final PortValues listeners;
    private final List<AuthorizationPolicy> policies;

    /** @param cluster as it will be */
    RawConnections(ClusterObjects cluster, ExposureSettings settings) {
        GatewayWorkload gateway = GuardedGateway.workload(cluster, settings);
        this.settings = settings;
        this.pods = gateway.podLabels();
        this.listeners = gateway.listeners();
        this.policies = new GatewayMembership(settings, cluster).protecting().stream()
                .map(AuthorizationPolicy::from)
                .filter(policy -> Protection.of(policy.ref().name(), settings).isPresent())
                .filter(policy -> policy.enforced() && pods.stream().anyMatch(policy::selects))
                .toList();
    }

    /** What routes of an object that reaches the gateway open or take that they did not before. */
    List<Fault> ofRoutes(JsonNode before, JsonNode after, Function<String, Proof> at) {
        boolean sameAudience = FOR_WHOM.stream()
                .allMatch(field -> before.path("spec").path(field).equals(after.path("spec").path(field)));
        List<JsonNode> known = sameAudience
                ? RawRoute.of(before, settings.clusterDomain()).stream().map(RawRoute::entry).toList()
                : List.of();
        return RawRoute.of(after, settings.clusterDomain()).stream()
                .filter(route -> !known.contains(route.entry()))
                .flatMap(route -> taken(route.path(), route.hosts())
                        .or(() -> unasked(route.path(), "passes connections on to " + route.first().map(Object::toString).orElse("nobody"), at.apply(route.path())))
                        .stream())
                .toList();
    }

    /** What a Gateway's servers, or a Kubernetes Gateway's listeners, open or take. */
    List<Fault> ofServers(String path, JsonNode servers, List<JsonNode> known, Proof proof) {
        List<Fault> faults = new ArrayList<>();
        List<JsonNode> all = Json.elements(servers);
        for (int i = 0; i < all.size(); i++) {
            JsonNode server = all.get(i);
            if (GatewayServers.passesOn(server) && !known.contains(server)) {
                String at = path + "[" + i + "]";
                taken(at, hosts(server)).or(() -> unasked(at, "passes connections on", proof.at(at))).ifPresent(faults::add);
            }
        }
        return faults;
    }

    /** By which TLS clients ask for it. */
    private static List<String> hosts(JsonNode server) {
        if (server.path("tls").isEmpty()) {
            return List.of();
        }
        String hostname = server.path("hostname").asText("");
        return hostname.isEmpty() ? names(server) : List.of(hostname);
    }

    /** A server's hosts, without the namespaces that they are for. */
    static List<String> names(JsonNode server) {
        return Json.texts(server.path("hosts")).stream().map(Hosts::withoutNamespace).toList();
    }

    /** Connections for a more specific host go there, and to no route that reads requests. */
    private Optional<Fault> taken(String path, List<String> hosts) {
        return OpenRoutes.ownHosts(settings).stream()
                .flatMap(own -> hosts.stream()
                        .filter(host -> !host.equals(Hosts.ANY) && Hosts.covers(host, own))
                        .map(host -> new Fault(
                                path,
                                "takes every connection for " + own + " by the host \"" + host
                                        + "\", and with it what people sign in at and call models by",
                                "leave that host to the gateway's HTTP routes")))
                .findFirst();
    }

    private Optional<Fault> unasked(String path, String what, Proof proof) {
        if (policies.isEmpty()) {
            return Optional.empty();
        }
        Box asked = Box.ALL.and(Attribute.PATH, new TextValues(Language.exactly(settings.prefix())));
        return switch (Coverage.of(policies, new GatewayWorkload(pods, listeners), asked, proof)) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    path,
                    what + " without asking for a token, where the policies of the gateway let in " + request,
                    "take the conditions on ports, addresses and the like out of " + settings.policies().requireJwt()
                            + " first, or use HTTP routes",
                    Optional.of(request)));
        };
    }
}
