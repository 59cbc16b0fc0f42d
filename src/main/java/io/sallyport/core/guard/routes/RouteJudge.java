package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.routes.values.RouteValues;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.policy.proof.AskedRequests;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Routes: nobody but us may take requests under the reserved prefix or the host that models are called by, and what a
 * policy lets in without a token may go to nobody but to what signs people in. Other people's routes are not always
 * known here, so each object is judged by itself, as if it came first.
 */
public final class RouteJudge implements Judge {
    /** Of each node of a VirtualService, for reading it; what it lets in costs more. A path of an Ingress is read for less. */
    private static final int STEPS = 15;

    private final ExposureSettings settings;

    public RouteJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        // What goes away gives its requests to what is behind it: to what was judged when it was written, or to a catch-all
        // for every host, in Kubeflow the dashboard. Taking Dex out is honest work, so that is not refused.
        if (write.deletes() || write.byUs()) {
            return List.of();
        }
        if (write.kind().equals(GroupKind.VIRTUAL_SERVICE)) {
            proof.charge(STEPS * Json.size(write.after().path("spec")));
        }
        List<Fault> faults = RouteShape.faults(write.after());
        if (faults.isEmpty()) {
            // A route of ours that stops to be one is judged as the first of somebody else: what ours took is not theirs to keep.
            boolean disowned = Ownership.isOurs(write.before())
                    && !(Ownership.isOurs(write.after()) && Ownership.model(write.before()).equals(Ownership.model(write.after())));
            faults = judge(disowned ? Json.none() : write.before(), write.after(), cluster, proof::at);
        }
        return faults.isEmpty()
                ? ListenerConflicts.made(write, cluster, GuardedGateway.workload(cluster, settings).podLabels(), settings)
                : faults;
    }

    /**
     * What the object opens or takes that it did not before.
     *
     * @param at where to ask for the value at a place of the object
     */
    List<Fault> judge(JsonNode before, JsonNode after, ClusterObjects cluster, Function<String, Proof> at) {
        List<RouteSource> sources = RouteSource.all(after, settings.clusterDomain());
        if (sources.isEmpty()) {
            return List.of();
        }
        var exempt = new ExemptRoutes(cluster, settings);
        Proof proof = at.apply("spec");
        Language matter = exempt.paths(proof).or(AskedRequests.paths(settings.prefix()));
        var open = new OpenRoutes(cluster, settings, proof.built(matter));
        List<Fault> faults = new ArrayList<>();
        if (sources.stream().anyMatch(open::reaches)) {
            faults.addAll(new RawConnections(cluster, settings).ofRoutes(before, after, at));
        }
        var old = PreviousRoutes.of(before, settings.clusterDomain(), open, proof);
        // What never got to the gateway was not judged there.
        JsonNode there = old.any() ? before : Json.none();
        if (sources.stream().anyMatch(open::has)) {
            faults.addAll(new UserHeaders(cluster, settings).faults(there, after));
        }
        for (RouteSource source : sources) {
            if (open.has(source)) {
                faults.addAll(takenHosts(source, old, at.apply("spec.hosts")));
            }
            if (faults.isEmpty() && open.has(source)) {
                faults.addAll(RouteValues.faults(there, after));
            }
            for (OpenRoutes.Entry entry : faults.isEmpty() ? open.of(source, at) : List.<OpenRoutes.Entry>of()) {
                Proof here = at.apply(entry.route().path());
                List<String> hosts = OpenRoutes.hosts(source).stream()
                        .filter(host -> !old.had(host, entry, here))
                        .toList();
                Optional<Fault> fault = takenPrefix(hosts, entry, cluster, here)
                        .or(() -> exempt.fault(source, hosts, entry, here));
                if (fault.isPresent()) {
                    return List.of(fault.get());
                }
            }
        }
        return faults;
    }

    /** A more specific host takes every path away from routes for a less specific one, or for all. */
    private List<Fault> takenHosts(RouteSource source, PreviousRoutes old, Proof proof) {
        List<String> ours = settings.gateway().hosts();
        Set<String> own = OpenRoutes.ownHosts(settings);
        for (int i = 0; i < source.hosts().size(); i++) {
            String host = source.hosts().get(i);
            for (String name : own) {
                proof.charge(4);
                if (Hosts.covers(host, name) && !ours.contains(host) && takes(host, name, ours) && !old.had(host)) {
                    return List.of(new Fault(
                            hostPath(source, i),
                            "\"" + host + "\" takes every path of " + name + " away from routes for "
                                    + String.join(", ", ours) + ", those of exposed models too",
                            "leave that host to the gateway, or name it in the chart value settings.gateway.hosts, "
                                    + "so that models' routes are for it as well"));
                }
            }
        }
        return List.of();
    }

    private static boolean takes(String host, String name, List<String> ours) {
        return Hosts.mostSpecific(Stream.concat(ours.stream(), Stream.of(host)).toList(), name)
                .filter(host::equals)
                .isPresent();
    }

    private static String hostPath(RouteSource source, int index) {
        return switch (source.ref().kind()) {
            case "VirtualService" -> "spec.hosts[" + index + "]";
            case "Ingress" -> "spec.rules";
            default -> "spec.hostnames[" + index + "]";
        };
    }

    /** Catch-alls go behind all others of their host, wherever they are written; only one that delegates can be anything. */
    private Optional<Fault> takenPrefix(
            List<String> hosts, OpenRoutes.Entry entry, ClusterObjects cluster, Proof proof) {
        Route route = entry.route();
        List<String> ours = hosts.stream()
                .filter(host -> host.equals(Hosts.ANY) || settings.gateway().hosts().contains(host))
                .toList();
        Language reserved = entry.paths().and(AskedRequests.paths(settings.prefix()));
        if (ours.isEmpty()
                || route.match().catchAll() && !(route.action() instanceof RouteAction.Delegate)
                || proof.isEmpty(reserved)) {
            return Optional.empty();
        }
        return switch (Coverage.of(List.of(), GuardedGateway.workload(cluster, settings), entry.requests(ours, reserved), proof)) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    route.path(),
                    "takes " + request.method() + " " + request.path() + " under " + settings.prefix()
                            + ", which belongs to exposed models, with callers' tokens"
                            + (route.match().path().sure() ? "" : " (its expression cannot be read for sure)"),
                    "match other paths, or set another settings.prefix in Sallyport's chart"));
        };
    }
}
