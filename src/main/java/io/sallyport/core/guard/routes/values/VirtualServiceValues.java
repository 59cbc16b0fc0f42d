package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Set;

/** Those of a VirtualService, entry by entry. */
final class VirtualServiceValues {
    /** istiod marks with it what it makes itself, and reads such an object by other rules. */
    private static final String SEMANTICS = "internal.istio.io/route-semantics";
    /** Of any other istiod makes a route without an action, which Envoy refuses. */
    private static final Set<Integer> REDIRECTS = Set.of(0, 301, 302, 303, 307, 308);
    /** As much as istiod lets Envoy take. */
    private static final int LARGEST_BODY = 1024 * 1024;
    private static final long LARGEST_SUM = 4_294_967_295L;
    private static final long LARGEST_WEIGHT = 2_147_483_647L;

    private final Values values;
    private final MatchValues matches;
    private final HeaderOperations headers;

    VirtualServiceValues(Values values) {
        this.values = values;
        this.matches = new MatchValues(values);
        this.headers = new HeaderOperations(values);
    }

    void read(JsonNode object) {
        JsonNode semantics = object.path("metadata").path("annotations").path(SEMANTICS);
        if (!semantics.isMissingNode()) {
            values.refuse(
                    "metadata.annotations[" + SEMANTICS + "]", semantics,
                    "is istiod's own mark, by which it reads paths in another way", "leave the annotation out");
        }
        values.each("spec.hosts", object.at("/spec/hosts"), values::host);
        values.each("spec.tls", object.at("/spec/tls"), (path, entry) ->
                values.each(path + ".match", entry.path("match"), (at, match) ->
                        values.each(at + ".sniHosts", match.path("sniHosts"), values::host)));
        values.each("spec.http", object.at("/spec/http"), this::entry);
    }

    private void entry(String path, JsonNode entry) {
        values.each(path + ".match", entry.path("match"), matches::match);
        List<JsonNode> destinations = Json.elements(entry.path("route"));
        headers.read(path + ".headers", entry.path("headers"), destinations.size() == 1 ? destinations : List.of());
        values.each(path + ".route", entry.path("route"), (at, route) -> headers.read(at + ".headers", route.path("headers"), List.of()));
        action(path, entry, destinations);
        values.duration(path + ".timeout", entry.path("timeout"), false);
        // Most routes have neither of these, and an object may have thousands of routes.
        if (entry.has("retries")) {
            values.duration(path + ".retries.perTryTimeout", entry.path("retries").path("perTryTimeout"), false);
            values.duration(path + ".retries.backoff", entry.path("retries").path("backoff"), true);
        }
        if (entry.has("fault")) {
            injected(path + ".fault", entry.path("fault"));
        }
        if (entry.has("corsPolicy")) {
            values.each(path + ".corsPolicy.allowOrigins", entry.path("corsPolicy").path("allowOrigins"), matches::origin);
        }
    }

    private void injected(String path, JsonNode fault) {
        values.duration(path + ".delay.fixedDelay", fault.path("delay").path("fixedDelay"), true);
        if (fault.path("abort").has("httpStatus")) {
            values.status(path + ".abort.httpStatus", fault.path("abort").path("httpStatus"));
        }
    }

    private void action(String path, JsonNode entry, List<JsonNode> destinations) {
        JsonNode redirect = entry.path("redirect");
        JsonNode direct = entry.path("directResponse");
        if (redirect.isObject()) {
            redirect(path + ".redirect", redirect);
        }
        if (direct.isObject()) {
            answer(path + ".directResponse", direct);
        }
        if (entry.has("rewrite")) {
            rewrite(path + ".rewrite", entry.path("rewrite"));
        }
        if (!redirect.isObject() && !direct.isObject() && !entry.path("delegate").isObject()) {
            weights(path + ".route", destinations);
        }
    }

    private void redirect(String path, JsonNode redirect) {
        for (String field : List.of("uri", "authority", "prefixRewrite", "scheme")) {
            values.text(path + "." + field, redirect.path(field));
        }
        if (!REDIRECTS.contains(redirect.path("redirectCode").asInt(0))) {
            values.refuse(
                    path + ".redirectCode", redirect.path("redirectCode"), "is no code that Envoy redirects by",
                    "use 301, 302, 303, 307 or 308");
        }
    }

    private void answer(String path, JsonNode direct) {
        values.status(path + ".status", direct.path("status"));
        for (String field : List.of("string", "bytes")) {
            JsonNode body = direct.path("body").path(field);
            if (body.isTextual() && HeaderFormat.bytes(body.asText()) > LARGEST_BODY) {
                values.refuse(path + ".body." + field, body, "is longer than 1 MiB", "answer with less");
            }
        }
    }

    private void rewrite(String path, JsonNode rewrite) {
        values.text(path + ".uri", rewrite.path("uri"));
        values.text(path + ".authority", rewrite.path("authority"));
        JsonNode regex = rewrite.path("uriRegexRewrite");
        if (regex.isObject()) {
            values.expression(path + ".uriRegexRewrite.match", regex.path("match"));
            values.text(path + ".uriRegexRewrite.rewrite", regex.path("rewrite"));
        }
    }

    private void weights(String path, List<JsonNode> destinations) {
        long sum = 0;
        for (int i = 0; i < destinations.size(); i++) {
            JsonNode weight = destinations.get(i).path("weight");
            values.number(path + "[" + i + "].weight", weight, 0, LARGEST_WEIGHT);
            sum += weight.asLong(0);
        }
        boolean one = destinations.size() == 1;
        if (!one && (sum == 0 || sum > LARGEST_SUM)) {
            values.refuse(
                    path, sum + "", "is what the weights add up to", "name a destination, and give each a weight");
        }
    }
}
