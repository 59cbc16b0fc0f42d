package io.sallyport.core.explain;

import io.sallyport.core.explain.Step.Stage;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.Clause;
import io.sallyport.core.policy.Condition;
import io.sallyport.core.policy.Rule;
import io.sallyport.core.route.GatewayPort;
import io.sallyport.core.route.ListenerPorts;
import io.sallyport.core.route.match.Hosts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes a request through the filters of the gateway, in their order (pilot/pkg/networking/core/listener_builder.go). */
public final class Walk {
    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final List<Map<String, String>> pods;
    private final List<String> namespaces;
    private final List<Step> steps = new ArrayList<>();

    private Walk(ClusterObjects cluster, ExposureSettings settings) {
        this.cluster = cluster;
        this.settings = settings;
        this.pods = GuardedGateway.workload(cluster, settings).podLabels();
        this.namespaces = List.of(settings.gateway().namespace(), GuardedGateway.rootNamespace(cluster, settings));
    }

    /** @param now when the request is sent, for tokens that expire */
    public static Explanation of(SentRequest sent, ClusterObjects cluster, ExposureSettings settings, Instant now) {
        return new Walk(cluster, settings).walk(sent, now);
    }

    private Explanation walk(SentRequest sent, Instant now) {
        String service = settings.gateway().service() + "." + settings.gateway().namespace() + ".svc." + settings.clusterDomain();
        List<GatewayPort> all = GatewayPort.of(cluster, pods, service);
        int usual = sent.scheme().equals("https") ? 443 : 80;
        int number = all.stream().anyMatch(port -> port.number() == sent.port()) ? sent.port() : usual;
        List<GatewayPort> servers = all.stream().filter(port -> port.number() == number).toList();
        if (servers.isEmpty()) {
            return end("404", Step.of(Stage.LISTENER, "no Gateway on the gateway's Pods has a server at port " + number));
        }
        Optional<GatewayPort> raw = raw(servers, sent);
        if (raw.isPresent()) {
            return end(Explanation.RAW, new Step(Stage.LISTENER, raw.map(GatewayPort::ref), "spec.servers",
                    "passes connections on as they are at port " + number + ", and no policy sees requests"));
        }
        int listener = ListenerPorts.of(cluster, settings.gateway().namespace(), pods, number);
        steps.add(new Step(Stage.LISTENER, Optional.of(servers.getFirst().ref()), "", "takes it at port " + number
                + (listener == number ? "" : ", which is port " + listener + " of the Pods")));
        Optional<String> target = ArrivedPath.of(sent.target());
        if (target.isEmpty()) {
            return end("400", Step.of(Stage.PATH, "Envoy refuses such a path"));
        }
        if (!target.get().equals(sent.target())) {
            steps.add(Step.of(Stage.PATH, "arrives as " + target.get()));
        }
        return policies(
                new ArrivedRequest(
                        sent.method(),
                        target.get(),
                        sent.host(),
                        sent.scheme(),
                        listener,
                        ArrivedHeaders.of(sent.headers(), sent.scheme(), sent.client()),
                        Optional.empty(),
                        sent.connection()),
                servers,
                now);
    }

    /** What takes the connection before anybody reads a request; TLS clients say the host that they want. */
    private static Optional<GatewayPort> raw(List<GatewayPort> servers, SentRequest sent) {
        Optional<String> asked = sent.scheme().equals("https")
                ? Hosts.mostSpecific(servers.stream().flatMap(port -> port.hosts().stream()).toList(), Hosts.withoutPort(sent.host()))
                : Optional.empty();
        List<GatewayPort> meant = servers.stream()
                .filter(port -> asked.map(port.hosts()::contains).orElse(true))
                .toList();
        return meant.stream().allMatch(GatewayPort::raw) ? meant.stream().findFirst() : Optional.empty();
    }

    private Explanation policies(ArrivedRequest request, List<GatewayPort> servers, Instant now) {
        List<AuthorizationPolicy> custom = reaching("CUSTOM");
        Set<String> asked = custom.stream().map(AuthorizationPolicy::provider).collect(Collectors.toSet());
        for (AuthorizationPolicy policy : custom) {
            Optional<Clause> clause = policy.matching(request);
            if (clause.isPresent()) {
                Optional<String> fault = GuardedGateway.providerFault(cluster, settings, policy.provider(), asked);
                if (fault.isPresent()) {
                    return end("403", matched(Stage.CUSTOM, policy, clause.get(), fault.get() + ", so it denies it"));
                }
                return end(Explanation.EXT_AUTHZ, matched(Stage.CUSTOM, policy, clause.get(), "hands it to the sign-in, which lets in whoever has a session"));
            }
            steps.add(passed(Stage.CUSTOM, policy, request, "leaves it alone"));
        }
        TokenCheck.Result token = TokenCheck.of(request, TokenRules.of(cluster, namespaces, pods), now);
        if (token.status().isPresent()) {
            return end(token.status().get(), token.step());
        }
        steps.add(token.step());
        ArrivedRequest checked = token.request();
        for (AuthorizationPolicy policy : reaching("DENY")) {
            Optional<Clause> clause = policy.matching(checked);
            if (clause.isPresent()) {
                return end("403", matched(Stage.DENY, policy, clause.get(), "denies it"));
            }
            steps.add(passed(Stage.DENY, policy, checked, "does not deny it"));
        }
        List<AuthorizationPolicy> allowing = reaching("ALLOW");
        Optional<AuthorizationPolicy> allows =
                allowing.stream().filter(policy -> policy.matching(checked).isPresent()).findFirst();
        if (!allowing.isEmpty() && allows.isEmpty()) {
            return end("403", passed(Stage.ALLOW, allowing.getFirst(), checked, "and no other policy allows it"));
        }
        allows.ifPresent(policy -> steps.add(matched(Stage.ALLOW, policy, policy.matching(checked).orElseThrow(), "allows it")));
        return new RouteStep(cluster, settings, servers).explain(checked, steps);
    }

    /** Those in force at the gateway, in order of their names; the order decides nothing but which is named. */
    private List<AuthorizationPolicy> reaching(String action) {
        return cluster.of(GroupKind.AUTHORIZATION_POLICY).stream()
                .filter(object -> namespaces.contains(object.at("/metadata/namespace").asText()))
                .map(AuthorizationPolicy::from)
                .filter(policy -> policy.action().equals(action) && policy.enforced() && pods.stream().anyMatch(policy::selects))
                .sorted(Comparator.comparing(policy -> policy.ref().name()))
                .toList();
    }

    private static Step matched(Stage stage, AuthorizationPolicy policy, Clause clause, String what) {
        String fields = clause.conditions().stream().map(Condition::field).distinct().collect(Collectors.joining(", "));
        return new Step(
                stage,
                Optional.of(policy.ref()),
                clause.path(),
                what + (fields.isEmpty() ? ": the rule asks for nothing" : ": everything that the rule asks for holds (" + fields + ")"));
    }

    private static Step passed(Stage stage, AuthorizationPolicy policy, ArrivedRequest request, String what) {
        List<Clause> clauses = policy.rules().stream().flatMap(Rule::clauses).toList();
        if (clauses.isEmpty()) {
            return new Step(stage, Optional.of(policy.ref()), "spec", what + ": it has no rule that Istio keeps");
        }
        Clause closest = clauses.getFirst();
        String field = closest.unmet(request).map(Condition::field).orElse("");
        return new Step(stage, Optional.of(policy.ref()), closest.path(), what + ": " + field + " does not hold"
                + (clauses.size() > 1 ? ", nor does another alternative" : ""));
    }

    private Explanation end(String decision, Step step) {
        steps.add(step);
        return new Explanation(decision, steps, Optional.empty());
    }
}
