package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a filter gets into the gateway's chain, whose last is the router: a filter after it, and Envoy refuses the listener.
 * As istiod does it (pilot/pkg/networking/core/envoyfilter/listener_patch.go, patchHTTPFilters): without a filter to go before,
 * INSERT_BEFORE means first; without one to go after, INSERT_AFTER means last.
 */
public sealed interface Place {
    record First() implements Place {}

    /** Before the first filter of that name. */
    record Before(String filter) implements Place {}

    /** After the first filter of that name. */
    record After(String filter) implements Place {}

    String ROUTER = "envoy.filters.http.router";
    /** Its filters that are never the last. */
    Set<String> INNER = Set.of(
            "envoy.filters.http.ext_authz", "envoy.filters.http.jwt_authn", "envoy.filters.http.rbac", "istio_authn",
            "envoy.filters.http.grpc_stats", "envoy.filters.http.fault", "envoy.filters.http.cors", "istio.alpn", "istio.stats",
            "istio.metadata_exchange");
    Pattern NAME = Pattern.compile("[A-Za-z0-9_./-]{1,200}");

    /** True where every policy has decided already: no filter that decides comes after the one before the router. */
    default boolean afterTheDecision() {
        return equals(new Before(ROUTER));
    }

    /** Empty, and said why, if it is none of these places. */
    static Optional<Place> read(Message patch, Optional<String> subFilter) {
        String operation = patch.choice("operation", Set.of("INSERT_FIRST", "INSERT_BEFORE", "INSERT_AFTER")).orElse("");
        patch.required("operation");
        return switch (operation) {
            case "INSERT_FIRST" -> Optional.of(new First());
            case "INSERT_BEFORE" -> Optional.of(subFilter.<Place>map(Before::new).orElse(new First()));
            case "INSERT_AFTER" -> {
                Optional<Place> place = subFilter.filter(INNER::contains).map(After::new);
                if (place.isEmpty()) {
                    patch.refuse("operation", "would put it after " + subFilter.orElse("the last filter")
                            + ", and Envoy refuses a listener with a filter after its router", "insert it before " + ROUTER);
                }
                yield place;
            }
            default -> Optional.empty();
        };
    }
}
