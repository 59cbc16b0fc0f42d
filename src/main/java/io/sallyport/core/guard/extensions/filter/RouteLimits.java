package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the filter of local rate limits is told for single routes or hosts: how requests are described, and how many pass.
 *
 * <p>Of a route only {@code typed_per_filter_config} is listed: istiod merges messages, and {@code route} would turn a route that
 * redirects or answers directly into one that forwards. Of the actions only those are listed that say nothing secret to a service
 * that counts: no {@code authorization}, no {@code cookie}; none that may be refused by Envoy (expressions), and none that
 * names an extension.
 *
 * @param actions how many lists of descriptors are added
 * @param limit   empty if none is set
 */
public record RouteLimits(int actions, Optional<FilterConfig> limit) implements HarmlessPatch {
    private static final String SHORT = "write at most 300 characters";
    private static final Pattern ANY = Pattern.compile("(?s).{1,300}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
    private static final String PLAIN = "write letters, digits, \".\", \"_\" and \"-\"";
    private static final Set<String> HEADERS = Set.of(":path", ":method", ":authority", "user-agent", "kubeflow-userid");

    /** Reads {@code patch} of a patch that applies to HTTP_ROUTE. */
    static RouteLimits readOfRoute(Message patch) {
        return read(patch, _ -> List.of());
    }

    /** Reads {@code patch} of a patch that applies to VIRTUAL_HOST. */
    static RouteLimits readOfHost(Message patch) {
        return read(patch, host -> host.messages("rate_limits", 100, RouteLimits::rateLimit));
    }

    private static RouteLimits read(Message patch, Function<Message, List<Integer>> limits) {
        patch.required("operation");
        patch.choice("operation", Set.of("MERGE"));
        patch.required("value");
        return patch.message("value", value -> {
            int actions = limits.apply(value).size();
            Optional<FilterConfig> limit = value.message(
                    "typed_per_filter_config", configs -> configs.optional(LocalRateLimit.NAME, RouteLimits::typed));
            return new RouteLimits(actions, limit);
        });
    }

    private static FilterConfig typed(Message message) {
        return FilterInsertion.typed(message, FilterKind.LOCAL_RATE_LIMIT, LocalRateLimit::readForRoute);
    }

    private static int rateLimit(Message limit) {
        limit.whole("stage", 0, 10);
        limit.required("actions");
        return limit.messages("actions", 20, RouteLimits::action).size();
    }

    /** One of three, which Envoy insists on. */
    private static boolean action(Message action) {
        Optional<?> address = action.optional("remote_address", nothing -> nothing);
        Optional<?> generic = action.optional("generic_key", key -> {
            key.required("descriptor_value");
            key.text("descriptor_key", KEY, PLAIN);
            return key.text("descriptor_value", KEY, PLAIN);
        });
        Optional<?> header = action.optional("request_headers", request -> {
            request.required("header_name");
            request.required("descriptor_key");
            request.flag("skip_if_absent");
            request.text("descriptor_key", KEY, PLAIN);
            return request.choice("header_name", HEADERS);
        });
        boolean one = Stream.of(address, generic, header).filter(Optional::isPresent).count() == 1;
        if (!one) {
            action.refuse("", "is not exactly one of remote_address, generic_key and request_headers", "make it one of them");
        }
        return one;
    }

    /** Which routes: it only narrows where the patch applies. */
    static Message match(Message match) {
        return match.message("route_configuration", routes -> {
            routes.text("name", ANY, SHORT);
            routes.text("port_name", ANY, SHORT);
            routes.text("gateway", ANY, SHORT);
            routes.whole("port_number", 0, 65_535);
            return routes.message("vhost", host -> {
                host.text("name", ANY, SHORT);
                host.text("domain_name", ANY, SHORT);
                return host.message("route", route -> {
                    route.text("name", ANY, SHORT);
                    route.choice("action", Set.of("ANY", "ROUTE", "REDIRECT", "DIRECT_RESPONSE"));
                    return route;
                });
            });
        });
    }
}
