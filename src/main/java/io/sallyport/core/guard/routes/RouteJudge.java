package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.proof.AskedRequests;
import io.sallyport.core.policy.proof.Coverage;
import io.sallyport.core.policy.proof.Verdict;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.policy.space.Box;
import io.sallyport.core.policy.space.TextValues;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.Hosts;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Routes: nobody but us may take requests under the reserved prefix or the host that models are called by, and what a
 * policy lets in without a token may go to nobody but to what signs people in. Other people's routes are not always
 * known here, so each object is judged by itself, as if it came first.
 */
public final class RouteJudge implements Judge {
    private final ExposureSettings settings;

    public RouteJudge(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster) {
        // What goes away gives its requests to what is behind it: to what was judged when it was written, or to a catch-all
        // for every host, in Kubeflow the dashboard. Taking Dex out is honest work, so that is not refused.
        if (write.deletes() || write.byUs()) {
            return List.of();
        }
        List<Fault> faults = RouteShape.faults(write.after());
        if (faults.isEmpty()) {
            faults = judge(write.before(), write.after(), cluster);
        }
        return faults.isEmpty()
                ? ListenerConflicts.made(write, cluster, GuardedGateway.workload(cluster, settings).podLabels(), settings.clusterDomain())
                : faults;
    }

    /** What the object opens or takes that it did not before. */
    List<Fault> judge(JsonNode before, JsonNode after, ClusterObjects cluster) {
        Optional<RouteSource> source = RouteSource.of(after, settings.clusterDomain());
        if (source.isEmpty()) {
            return List.of();
        }
        var open = new OpenRoutes(cluster, settings);
        List<Fault> faults = new ArrayList<>();
        if (open.reaches(source.get())) {
            faults.addAll(new RawConnections(cluster, settings).ofRoutes(before, after));
        }
        List<OpenRoutes.Entry> entries = open.of(source.get());
        if (entries.isEmpty()) {
            return faults;
        }
        var old = PreviousRoutes.of(before, settings.clusterDomain(), open);
        faults.addAll(takenHosts(source.get(), old));
        var exempt = new ExemptRoutes(cluster, settings);
        for (OpenRoutes.Entry entry : entries) {
            for (String host : OpenRoutes.hosts(source.get())) {
                if (faults.isEmpty() && !old.had(host, entry)) {
                    takenPrefix(host, entry, cluster).or(() -> exempt.fault(source.get(), host, entry)).ifPresent(faults::add);
                }
            }
        }
        return faults;
    }

    /** A more specific host takes every path away from routes for a less specific one, or for all. */
    private List<Fault> takenHosts(RouteSource source, PreviousRoutes old) {
        List<String> ours = settings.gateway().hosts();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < source.hosts().size(); i++) {
            String host = source.hosts().get(i);
            for (String own : OpenRoutes.ownHosts(settings)) {
                List<String> all = new ArrayList<>(ours);
                all.add(host);
                boolean takes = Hosts.covers(host, own)
                        && !ours.contains(host)
                        && Hosts.mostSpecific(all, own).filter(host::equals).isPresent();
                if (takes && !old.hosts().contains(host) && faults.isEmpty()) {
                    faults.add(new Fault(
                            hostPath(source, i),
                            "\"" + host + "\" takes every path of " + own + " away from routes for "
                                    + String.join(", ", ours) + ", those of exposed models too",
                            "leave that host to the gateway, or name it in the chart value settings.gateway.hosts, "
                                    + "so that models' routes are for it as well"));
                }
            }
        }
        return faults;
    }

    private static String hostPath(RouteSource source, int index) {
        return switch (source.ref().kind()) {
            case "VirtualService" -> "spec.hosts[" + index + "]";
            case "Ingress" -> "spec.rules";
            default -> "spec.hostnames[" + index + "]";
        };
    }

    /** Catch-alls go behind all others of their host, wherever they stand; only one that delegates can be anything. */
    private Optional<Fault> takenPrefix(String host, OpenRoutes.Entry entry, ClusterObjects cluster) {
        Route route = entry.route();
        boolean ours = host.equals(Hosts.ANY) || settings.gateway().hosts().contains(host);
        if (!ours || route.match().catchAll() && !(route.action() instanceof RouteAction.Delegate)) {
            return Optional.empty();
        }
        Box taken = entry.requests(host).and(Attribute.PATH, new TextValues(AskedRequests.paths(settings.prefix())));
        return switch (Coverage.of(List.of(), GuardedGateway.workload(cluster, settings), taken)) {
            case Verdict.Covered() -> Optional.empty();
            case Verdict.Open(Counterexample request) -> Optional.of(new Fault(
                    route.path(),
                    "takes " + request.method() + " " + request.path() + " under " + settings.prefix()
                            + ", which belongs to exposed models, with callers' tokens"
                            + (route.match().path().sure() ? "" : " (its expression cannot be read for sure)"),
                    "match other paths, or set another settings.prefix in Sallyport's chart"));
            case Verdict.Unproven(String reason) -> Optional.of(new Fault(
                    route.path(),
                    "makes it too hard to prove that it takes nothing under " + settings.prefix() + " (" + reason + ")",
                    "write it with fewer or plainer patterns"));
        };
    }
}
