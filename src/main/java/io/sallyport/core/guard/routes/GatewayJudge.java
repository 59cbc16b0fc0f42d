package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.AddedPorts;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.gateway.Kept;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.AuthorizationPolicy;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.route.GatewayServers;
import io.sallyport.core.route.RouteSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gateways of both APIs. Policies hang on the Pods, so a new Gateway on them opens nothing by itself, unless it makes a
 * listener that asks no policy, or one at a port that a policy does not name. Taking a Gateway away closes; that is no
 * matter of the guard.
 */
public final class GatewayJudge implements Judge {
    private static final String UNASKED = "AUTO_PASSTHROUGH";
    private static final String LISTENER_OPTION = "gateway.istio.io/listener-protocol";

    private final ExposureSettings settings;
    private final RouteJudge routes;

    public GatewayJudge(ExposureSettings settings) {
        this.settings = settings;
        this.routes = new RouteJudge(settings);
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (write.deletes() || write.byUs()) {
            return List.of();
        }
        List<Fault> faults = RouteShape.faults(write.after());
        if (!faults.isEmpty()) {
            return faults;
        }
        if (write.kind().equals(GroupKind.GATEWAY)) {
            return istio(write, cluster, proof);
        }
        String service = OpenRoutes.service(settings);
        return GatewayServers.LISTENER_SETS.contains(write.kind())
                ? GatewayServers.adds(write.after(), cluster, service) ? listeners(write, cluster, proof) : List.of()
                : kubernetes(write, cluster, service, proof);
    }

    private List<Fault> istio(Write write, ClusterObjects cluster, Proof proof) {
        List<Map<String, String>> pods = GuardedGateway.workload(cluster, settings).podLabels();
        boolean selected = !write.creates() && GatewayServers.selects(write.before(), pods);
        boolean selects = GatewayServers.selects(write.after(), pods);
        List<Fault> faults = new ArrayList<>(moved(write));
        if (!selects) {
            return faults;
        }
        List<JsonNode> known = selected ? Json.elements(write.before().at("/spec/servers")) : List.of();
        passthrough(write, known).ifPresent(faults::add);
        faults.addAll(ServerValues.faults(known, write.after().path("spec"), settings));
        if (faults.isEmpty()) {
            faults.addAll(new RawConnections(cluster.with(write.after()), settings)
                    .ofServers("spec.servers", write.after().at("/spec/servers"), known, proof));
        }
        if (faults.isEmpty()) {
            faults.addAll(ListenerConflicts.made(write, cluster, pods, settings));
        }
        if (!selected && !write.creates()) {
            faults.add(new Fault(
                    "spec.selector",
                    "puts a Gateway on the ingress gateway's Pods that was elsewhere, with routes that were written for there",
                    "make a new Gateway, and bind to it the routes that are meant for this one"));
        }
        if (faults.isEmpty() && !selected) {
            faults.addAll(knownRoutes(write, cluster, proof));
        }
        AddedPorts.unnamed(cluster, cluster.with(write.after()), settings, "spec.servers", proof).ifPresent(faults::add);
        return faults;
    }

    /** The Gateway that models' routes bind to may leave Pods, but not come to others, which no policy may reach. */
    private List<Fault> moved(Write write) {
        boolean ours = (write.ref().namespace() + "/" + write.ref().name()).equals(settings.gateway().name());
        Map<String, String> before = Json.textMap(write.before().at("/spec/selector"));
        Map<String, String> after = Json.textMap(write.after().at("/spec/selector"));
        if (!ours || write.creates() || after.entrySet().containsAll(before.entrySet())) {
            return List.of();
        }
        return List.of(new Fault(
                "spec.selector",
                "would bring every route of this Gateway to Pods that it did not select before, where no policy may ask for a token",
                "keep " + before + ", or name another Gateway in the chart value settings.gateway.name first"));
    }

    private Optional<Fault> passthrough(Write write, List<JsonNode> known) {
        List<JsonNode> servers = Json.elements(write.after().at("/spec/servers"));
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).at("/tls/mode").asText().equals(UNASKED) && !known.contains(servers.get(i))) {
                return Optional.of(new Fault(
                        "spec.servers[" + i + "].tls.mode",
                        "AUTO_PASSTHROUGH makes a listener on the gateway's Pods that asks no AuthorizationPolicy at all",
                        "use another mode, or a gateway of its own for traffic between clusters"));
            }
        }
        return Optional.empty();
    }

    /** Routes that name this Gateway already; they have not been judged as routes of the Pods. Ours wait for the one of the settings. */
    private List<Fault> knownRoutes(Write write, ClusterObjects cluster, Proof proof) {
        String name = write.ref().namespace() + "/" + write.ref().name();
        ClusterObjects then = cluster.with(write.after());
        Proof there = proof.at("spec.selector");
        List<Fault> faults = new ArrayList<>();
        for (JsonNode object : cluster.of(GroupKind.VIRTUAL_SERVICE)) {
            there.charge(Json.size(object));
            boolean known = RouteSource.all(object, settings.clusterDomain()).stream()
                    .anyMatch(source -> source.gateways().contains(name));
            boolean waits = name.equals(settings.gateway().name()) && Kept.is(object, cluster, settings);
            if (known && !waits && RouteShape.faults(object).isEmpty()) {
                routes.judge(Json.none(), object, then, _ -> there).stream()
                        .map(fault -> new Fault(
                                "spec.selector",
                                "brings in " + ObjectRef.of(object) + ", whose " + fault.path() + " " + fault.problem(),
                                fault.fix(),
                                fault.counterexample()))
                        .forEach(faults::add);
            }
        }
        return faults;
    }

    private List<Fault> kubernetes(Write write, ClusterObjects cluster, String service, Proof proof) {
        boolean attached = !write.creates() && GatewayServers.attaches(write.before(), service);
        if (!GatewayServers.attaches(write.after(), service)) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        if (!attached) {
            faults.add(new Fault(
                    write.after().at("/spec/addresses").isEmpty() ? "metadata" : "spec.addresses",
                    "attaches to the ingress gateway's Service, with routes that were not written for it",
                    "leave addresses out, and take another name, so that it gets Pods and a Service of its own"));
        }
        faults.addAll(listeners(write, cluster, proof));
        return faults;
    }

    private List<Fault> listeners(Write write, ClusterObjects cluster, Proof proof) {
        List<JsonNode> listeners = Json.elements(write.after().at("/spec/listeners"));
        List<JsonNode> known = Json.elements(write.before().at("/spec/listeners"));
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            String protocol = listeners.get(i).path("tls").path("options").path(LISTENER_OPTION).asText("");
            if (protocol.equals("auto-passthrough") && !known.contains(listeners.get(i))) {
                faults.add(new Fault(
                        "spec.listeners[" + i + "].tls.options[" + LISTENER_OPTION + "]",
                        "makes a listener on the gateway's Pods that asks no AuthorizationPolicy at all",
                        "leave the option out"));
            }
        }
        if (faults.isEmpty()) {
            faults.addAll(new RawConnections(cluster, settings).ofServers("spec.listeners", write.after().at("/spec/listeners"), known, proof));
        }
        return faults;
    }
}
