package io.sallyport.core.companion.limit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.model.limit.Rate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The EnvoyFilter that holds all models' limits.
 *
 * <p>A request goes through three filters after the policies and before the router: what its caller may do, what all callers of
 * the model may do together, and once more what its caller may do. The first keeps a caller beyond its budget from using up that
 * of all. Each filter forgets the callers that it has not seen for longest beyond {@link Limits#CALLERS} for a model; the third
 * sees only what the second lets through, which is so little that whoever it forgets has a full budget anyway.
 *
 * <p>A request without a verified token, or of a caller that the model does not have, comes to no route of this name and takes
 * nothing. Source: envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto; all of it is there since Envoy 1.34
 * (Istio 1.26).
 */
public final class LimitsFilter {
    public static final String NAME = "sallyport-limits";

    private static final String API = "networking.istio.io/v1alpha3";
    private static final String EACH = "sallyport.limits.each";
    private static final String ALL = "sallyport.limits.all";
    private static final String TYPES = "type.googleapis.com/envoy.extensions.";
    private static final String TYPE = TYPES + "filters.http.local_ratelimit.v3.LocalRateLimit";
    private static final String ROUTER = "envoy.filters.http.router";

    private LimitsFilter() {}

    /** @param models in the order in which they are written */
    public static JsonNode of(List<Limited> models, ExposureSettings settings) {
        return Json.object(
                "apiVersion", API,
                "kind", "EnvoyFilter",
                "metadata", Json.object(
                        "name", NAME,
                        "namespace", settings.gateway().namespace(),
                        "labels", Json.object(Names.MANAGED_BY, Names.SALLYPORT)),
                "spec", spec(models.stream().map(Bucket::of).toList(), settings));
    }

    /** True if this is the one EnvoyFilter of ours, whatever it says. */
    public static boolean isAt(ObjectRef ref, ExposureSettings settings) {
        return GroupKind.of(ref).equals(GroupKind.ENVOY_FILTER)
                && ref.namespace().equals(settings.gateway().namespace())
                && ref.name().equals(NAME);
    }

    /** True if the spec is one that we write, for whatever models and limits: it answers 429 to calls of models, or does nothing. */
    public static boolean isOurs(JsonNode spec, ExposureSettings settings) {
        return spec.equals(spec(Bucket.read(spec.path("configPatches")), settings));
    }

    private static ObjectNode spec(List<Bucket> buckets, ExposureSettings settings) {
        return Json.object(
                "workloadSelector", Json.object("labels", new TreeMap<>(settings.gateway().selector())),
                "configPatches", Json.array(
                        config(EACH, List.of(route(), claim("iss"), claim("sub")), descriptors(buckets, Bucket::each, "iss", "sub")),
                        config(ALL, List.of(route()), descriptors(buckets, Bucket::all)),
                        insert(EACH),
                        insert(ALL),
                        insert(EACH),
                        LimitAnswers.patch()));
    }

    private static ObjectNode insert(String name) {
        return Json.object(
                "applyTo", "HTTP_FILTER",
                "match", match(Json.object("name", LimitAnswers.CONNECTIONS, "subFilter", Json.object("name", ROUTER))),
                "patch", Json.object(
                        "operation", "INSERT_BEFORE",
                        "value", Json.object(
                                "name", name,
                                "config_discovery", Json.object(
                                        "config_source", Json.object(
                                                "ads", Json.object(),
                                                // No request passes before the limits are known.
                                                "initial_fetch_timeout", "0s",
                                                "resource_api_version", "V3"),
                                        "type_urls", Json.array(TYPE)))));
    }

    static ObjectNode match(ObjectNode filter) {
        return Json.object(
                "context", "GATEWAY", "listener", Json.object("filterChain", Json.object("filter", filter)));
    }

    private static ObjectNode config(String name, List<ObjectNode> actions, List<ObjectNode> descriptors) {
        ObjectNode always = Json.object("default_value", Json.object("denominator", "HUNDRED", "numerator", 100));
        return Json.object(
                "applyTo", "EXTENSION_CONFIG",
                "match", Json.object("context", "GATEWAY"),
                "patch", Json.object(
                        "operation", "ADD",
                        "value", Json.object(
                                "name", name,
                                "typed_config", Json.object(
                                        "@type", TYPE,
                                        "always_consume_default_token_bucket", false,
                                        "descriptors", descriptors,
                                        "filter_enabled", always,
                                        "filter_enforced", always,
                                        "max_dynamic_descriptors", Limits.CALLERS,
                                        "rate_limits", Json.array(Json.object("actions", actions)),
                                        "stat_prefix", name,
                                        // For whatever is no call of a model with a limit.
                                        "token_bucket", Bucket.tokens(Integer.MAX_VALUE, Rate.Unit.SECOND)))));
    }

    private static List<ObjectNode> descriptors(
            List<Bucket> buckets, Function<Bucket, Optional<Rate>> rate, String... wildcards) {
        return buckets.stream()
                .flatMap(bucket -> rate.apply(bucket).stream().map(limit -> bucket.descriptor(limit, wildcards)))
                .toList();
    }

    /** The route that the request takes: by its name, which calls of callers alone have. */
    private static ObjectNode route() {
        return Json.object("extension", Json.object(
                "name", "envoy.rate_limit_descriptors.expr",
                "typed_config", Json.object(
                        "@type", TYPES + "rate_limit_descriptors.expr.v3.Descriptor",
                        "descriptor_key", Bucket.ROUTE,
                        "text", "xds.route_name")));
    }

    /** What the token says that the gateway verified. */
    private static ObjectNode claim(String name) {
        List<ObjectNode> path = Stream.of("payload", name).map(key -> Json.object("key", key)).toList();
        return Json.object("metadata", Json.object(
                "descriptor_key", name,
                "metadata_key", Json.object("key", "envoy.filters.http.jwt_authn", "path", path),
                "source", "DYNAMIC"));
    }
}
