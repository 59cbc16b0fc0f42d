package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.policy.language.Proof;
import io.sallyport.core.route.RouteSource;
import io.sallyport.core.route.match.RouteAction;
import java.util.List;

/** The routes of the object before the write; what one of them did is not held against anybody. */
record PreviousRoutes(List<Source> sources) {

    /** @param hosts of these entries at the gateway */
    record Source(List<String> hosts, List<OpenRoutes.Entry> entries) {}

    static PreviousRoutes of(JsonNode before, String clusterDomain, OpenRoutes open, Proof proof) {
        List<RouteSource> sources = before.isMissingNode() || !RouteShape.faults(before).isEmpty()
                ? List.of()
                : RouteSource.all(before, clusterDomain);
        return new PreviousRoutes(sources.stream()
                .filter(open::has)
                .map(source -> new Source(OpenRoutes.hosts(source), open.of(source, _ -> proof)))
                .toList());
    }

    /** Whether anything of the object got to the gateway. */
    boolean any() {
        return !sources.isEmpty();
    }

    boolean had(String host) {
        return sources.stream().anyMatch(source -> source.hosts().contains(host));
    }

    /** Whether an entry took the same requests of this host, or more, and sent them to the same place. */
    boolean had(String host, OpenRoutes.Entry entry, Proof proof) {
        sources.forEach(source -> proof.charge(2L + source.hosts().size() / 8 + 2L * source.entries().size()));
        return sources.stream()
                .filter(source -> source.hosts().contains(host))
                .flatMap(source -> source.entries().stream())
                .anyMatch(old -> sameMatch(old, entry)
                        && sameReceivers(old.route().action(), entry.route().action())
                        && proof.covers(old.paths(), entry.paths()));
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
