package io.sallyport.core.companion.exposure;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Whether a model still has room among the routes of its namespace.
 *
 * @param routes asked only about a model that asks to be exposed
 * @param open   names of the namespace's models that have their route; asked only where not all have room
 */
public record Room(Supplier<NamespaceRoutes> routes, Predicate<String> open) {
    /** For a model that is alone. */
    public static final Room ALONE = new Room(() -> new NamespaceRoutes(List.of()), _ -> false);

    /** Why it has none; empty if it has. */
    public Optional<Fault> lacking(Exposure.Asked asked, ExposureSettings settings) {
        RouteCount count = RouteCount.of(asked, settings);
        String name = asked.service().name();
        NamespaceRoutes all = routes.get();
        return count.fault(all.others(name), settings).flatMap(_ -> count.fault(all.before(name, open), settings));
    }
}
