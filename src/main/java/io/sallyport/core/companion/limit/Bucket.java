package io.sallyport.core.companion.limit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.limit.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the gateway's filters know of a model with limits.
 *
 * @param route the name of its routes
 * @param each  what each caller may do
 * @param all   what all may do together
 */
record Bucket(String route, Optional<Rate> each, Optional<Rate> all) {
    static final String ROUTE = "route";
    private static final Pattern OURS = Pattern.compile(Limited.ROUTES + "[0-9]+/[a-z0-9][-a-z0-9]*/[a-z0-9][-a-z0-9.]*");

    static Bucket of(Limited model) {
        return new Bucket(model.routeName(), model.limits().each(), model.limits().together());
    }

    /** A bucket of its own for each combination of values of the wildcards. */
    ObjectNode descriptor(Rate rate, String... wildcards) {
        ArrayNode entries = Json.array(Json.object("key", ROUTE, "value", route));
        Stream.of(wildcards).forEach(key -> entries.add(Json.object("key", key)));
        return Json.object("entries", entries, "token_bucket", tokens(rate.calls(), rate.per()));
    }

    static ObjectNode tokens(int calls, Rate.Unit per) {
        return Json.object("fill_interval", per.seconds() + "s", "max_tokens", calls, "tokens_per_fill", calls);
    }

    /** As they are in our patches; what is not ours is passed over. */
    static List<Bucket> read(JsonNode patches) {
        JsonNode each = patches.path(0).at("/patch/value/typed_config/descriptors");
        JsonNode all = patches.path(1).at("/patch/value/typed_config/descriptors");
        List<Bucket> buckets = new ArrayList<>();
        int next = 0;
        // Every model has a bucket for all of its callers, and some have one for each.
        for (JsonNode descriptor : all) {
            String route = route(descriptor);
            boolean both = !route.isEmpty() && route(each.path(next)).equals(route);
            if (OURS.matcher(route).matches()) {
                buckets.add(new Bucket(route, both ? rate(each.path(next)) : Optional.empty(), rate(descriptor)));
            }
            next += both ? 1 : 0;
        }
        return buckets;
    }

    private static String route(JsonNode descriptor) {
        return descriptor.at("/entries/0/value").asText();
    }

    private static Optional<Rate> rate(JsonNode descriptor) {
        JsonNode tokens = descriptor.path("token_bucket");
        return Stream.of(Rate.Unit.values())
                .filter(unit -> tokens.path("fill_interval").asText().equals(unit.seconds() + "s"))
                .findFirst()
                .flatMap(unit -> Rate.parse(tokens.path("max_tokens").asText() + "/" + unit));
    }
}
