package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A filter that is inserted by name and type.
 *
 * @param kind   what it is
 * @param place  where in the chain
 * @param config its fields, all of them known
 */
public record FilterInsertion(FilterKind kind, Place place, FilterConfig config) implements HarmlessPatch {
    private static final String SHORT = "write at most 200 characters";
    private static final Pattern ANY = Pattern.compile("(?s).{1,200}");
    /** Both forward a configuration as it is to the filter that its {@code type_url} names. */
    private static final Set<String> TYPED_STRUCT = Set.of(
            "type.googleapis.com/udpa.type.v1.TypedStruct", "type.googleapis.com/xds.type.v3.TypedStruct");

    /**
     * Reads {@code patch} of a patch that applies to HTTP_FILTER.
     *
     * @param subFilter the filter that {@code match} names
     */
    static Optional<HarmlessPatch> read(Message patch, Optional<String> subFilter) {
        Optional<Place> place = Place.read(patch, subFilter);
        if (place.isEmpty() && !patch.has("value")) {
            return Optional.empty();
        }
        patch.required("value");
        return patch.message("value", filter -> {
            String name = filter.text("name", ANY, SHORT).orElse("");
            Optional<FilterKind> kind = FilterKind.named(name);
            if (kind.isEmpty()) {
                filter.ignoreRest();
                filter.refuse("name", "is \"" + name + "\", a filter that is not known to be harmless in the gateway's Envoy",
                        "insert one of " + String.join(", ", FilterKind.names()));
                return Optional.empty();
            }
            if (!place.map(kind.get()::mayStandAt).orElse(true)) {
                patch.refuse("operation", "puts " + name + " where not every policy has decided, and it writes headers of the request",
                        "insert it before " + Place.ROUTER);
            }
            filter.required("typed_config");
            FilterConfig read = filter.message("typed_config", message -> typed(message, kind.get(), kind.get()::read));
            return place.map(known -> new FilterInsertion(kind.get(), known, read));
        });
    }

    /** Either the fields are beside the type, or in {@code value} of a TypedStruct. */
    static FilterConfig typed(Message message, FilterKind kind, Function<Message, FilterConfig> read) {
        message.required("@type");
        if (message.has("type_url")) {
            message.choice("@type", TYPED_STRUCT);
            message.choice("type_url", Set.of(kind.type()));
            return message.message("value", read);
        }
        message.choice("@type", Set.of(kind.type()));
        return read.apply(message);
    }

    /** The filter that {@code match} of such a patch names; what else it says only narrows where the patch applies. */
    static Optional<String> subFilter(Message match) {
        return match.message("listener", listener -> {
            listener.text("name", ANY, SHORT);
            listener.text("port_name", ANY, SHORT);
            listener.whole("port_number", 0, 65_535);
            return listener.message("filter_chain", chain -> {
                chain.text("name", ANY, SHORT);
                chain.text("sni", ANY, SHORT);
                chain.text("transport_protocol", ANY, SHORT);
                chain.text("application_protocols", ANY, SHORT);
                chain.whole("destination_port", 0, 65_535);
                return chain.message("filter", filter -> {
                    filter.text("name", ANY, SHORT);
                    return filter.message("sub_filter", sub -> sub.text("name", Place.NAME, "write the name of a filter"));
                });
            });
        });
    }

}
