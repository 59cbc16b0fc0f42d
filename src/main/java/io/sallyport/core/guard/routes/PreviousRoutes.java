package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.RouteAction;
import java.util.List;
import java.util.Optional;

/**
 * The routes of the object before the write; what one of them did is not held against anybody.
 *
 * @param hosts that it had at the gateway
 */
record PreviousRoutes(List<String> hosts, List<OpenRoutes.Entry> entries) {

    static PreviousRoutes of(JsonNode before, String clusterDomain, OpenRoutes open) {
        Optional<RouteSource> source =
                before.isMissingNode() || !RouteShape.faults(before).isEmpty()
                        ? Optional.empty()
                        : RouteSource.of(before, clusterDomain);
        List<OpenRoutes.Entry> entries = source.map(open::of).orElse(List.of());
        return new PreviousRoutes(entries.isEmpty() ? List.of() : OpenRoutes.hosts(source.get()), entries);
    }

    /** Whether an entry took the same requests of this host, or more, and sent them to the same place. */
    boolean had(String host, OpenRoutes.Entry entry) {
        return hosts.contains(host)
                && entries.stream().anyMatch(old -> sameMatch(old, entry)
                        && sameReceivers(old.route().action(), entry.route().action())
                        && old.paths().covers(entry.paths()));
    }

    private static boolean sameMatch(OpenRoutes.Entry old, OpenRoutes.Entry entry) {
        var was = old.route().match();
        return was.equals(entry.route().match())
                || was.pathOnly() && was.path().sure() && was.catchAll() == entry.route().match().catchAll();
    }

    private static boolean sameReceivers(RouteAction old, RouteAction now) {
        if (old instanceof RouteAction.Forward was && now instanceof RouteAction.Forward is) {
            List<String> known = was.receivers().map(RouteAction.Backend::host).toList();
            return is.receivers().map(RouteAction.Backend::host).allMatch(known::contains);
        }
        return old.equals(now);
    }
}
