package io.sallyport.core.explain;

import io.sallyport.core.explain.Step.Stage;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.route.GatewayPort;
import io.sallyport.core.route.RouteTable;
import io.sallyport.core.route.match.RewrittenPath;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last step: which route takes the request. */
final class RouteStep {
    private final RouteTable table;
    private final List<GatewayPort> servers;

    RouteStep(ClusterObjects cluster, ExposureSettings settings, List<GatewayPort> servers) {
        this.table = RouteTable.of(cluster, servers, settings.gateway().namespace(), settings.clusterDomain());
        this.servers = servers;
    }

    Explanation explain(ArrivedRequest request, List<Step> before) {
        Optional<GatewayPort> redirecting = servers.stream().filter(GatewayPort::redirects).findFirst();
        if (redirecting.isPresent()) {
            return end(before, "301", new Step(Stage.ROUTE, Optional.of(redirecting.get().ref()), "spec.servers", "sends it to https"));
        }
        Optional<String> host = table.host(request);
        if (host.isEmpty()) {
            return end(before, "404", Step.of(Stage.ROUTE, "no route is for the host " + request.host()));
        }
        Optional<RouteTable.Entry> found = table.find(host.get(), request);
        if (found.isEmpty()) {
            return end(before, "404", Step.of(Stage.ROUTE, "no route for the host \"" + host.get() + "\" takes it"));
        }
        return taken(request, before, host.get(), found.get());
    }

    private static Explanation taken(ArrivedRequest request, List<Step> before, String host, RouteTable.Entry entry) {
        Route route = entry.route();
        String doubt = route.match().path().sure() ? "" : " (its expression cannot be read for sure)";
        String among = "takes it, among routes for the host \"" + host + "\"" + doubt;
        return switch (route.action()) {
            case RouteAction.Answer(int status) ->
                end(before, String.valueOf(status), step(entry, among + ", and answers " + status));
            case RouteAction.Redirect(int status, String location) ->
                end(before, String.valueOf(status), step(entry, among + ", and redirects to " + location));
            case RouteAction.Nothing() -> end(before, "500", step(entry, among + ", and has no backend for it"));
            case RouteAction.Delegate(String namespace, String name) ->
                end(before, "404", step(entry, among + ", and delegates to " + namespace + "/" + name + " as well"));
            case RouteAction.Forward forward -> {
                String path = RewrittenPath.of(request.target(), route.match(), forward.rewrite());
                String seen = forward.rewrite().authority().orElse(request.host());
                List<String> to = forward.to().stream().map(RouteAction.Backend::toString).toList();
                List<Step> steps = new ArrayList<>(before);
                steps.add(step(entry, among + ", and sends it to " + String.join(" or ", to) + " as " + request.method()
                        + " " + path + " with Host " + seen
                        + (forward.mirrors().isEmpty() ? "" : ", with a copy to " + forward.mirrors().getFirst())));
                yield new Explanation(Explanation.ROUTED, steps, Optional.of(new Explanation.Destination(to, path, seen)));
            }
        };
    }

    private static Step step(RouteTable.Entry entry, String text) {
        return new Step(Stage.ROUTE, Optional.of(entry.from()), entry.route().path(), text);
    }

    private static Explanation end(List<Step> before, String decision, Step step) {
        List<Step> steps = new ArrayList<>(before);
        steps.add(step);
        return new Explanation(decision, steps, Optional.empty());
    }
}
