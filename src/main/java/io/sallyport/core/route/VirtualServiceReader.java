package io.sallyport.core.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.space.Attribute;
import io.sallyport.core.route.match.Route;
import io.sallyport.core.route.match.RouteAction;
import io.sallyport.core.route.match.RouteMatch;
import io.sallyport.core.route.match.TextMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads a VirtualService as istiod does (pilot/pkg/networking/core/route/route.go). */
final class VirtualServiceReader {
    private static final String CLAIMS = "@request.auth.claims";

    private VirtualServiceReader() {}

    static RouteSource read(JsonNode object, String clusterDomain) {
        ObjectRef ref = ObjectRef.of(object);
        JsonNode spec = object.path("spec");
        List<String> gateways = names(spec.path("gateways"), ref.namespace());
        return new RouteSource(
                ref,
                RouteSource.owner(object),
                gateways.isEmpty() && !spec.path("hosts").isEmpty() ? List.of(RouteSource.MESH) : gateways,
                Json.texts(spec.path("hosts")).stream().map(host -> host.toLowerCase(Locale.ROOT)).toList(),
                Json.texts(spec.path("exportTo")),
                RouteSource.created(object),
                routes(spec.path("http"), ref.namespace(), clusterDomain));
    }

    private static List<Route> routes(JsonNode http, String namespace, String clusterDomain) {
        List<Route> routes = new ArrayList<>();
        List<JsonNode> entries = Json.elements(http);
        for (int i = 0; i < entries.size(); i++) {
            String path = "spec.http[" + i + "]";
            RouteAction action = ActionReader.read(entries.get(i), namespace, clusterDomain);
            List<JsonNode> matches = Json.elements(entries.get(i).path("match"));
            if (matches.isEmpty()) {
                routes.add(new Route(path, RouteMatch.ALL, action));
            }
            for (int j = 0; j < matches.size(); j++) {
                routes.add(new Route(path + ".match[" + j + "]", match(matches.get(j), namespace), action));
            }
        }
        return routes;
    }

    private static RouteMatch match(JsonNode match, String namespace) {
        List<RouteMatch.OfHeader> headers = new ArrayList<>();
        List<RouteMatch.OfClaim> claims = new ArrayList<>();
        headers(match.path("headers"), false, headers, claims);
        headers(match.path("withoutHeaders"), true, headers, claims);
        List<RouteMatch.OfText> texts = new ArrayList<>();
        text("method", Attribute.METHOD, match, texts);
        text("authority", Attribute.HOST, match, texts);
        text("scheme", Attribute.SCHEME, match, texts);
        JsonNode uri = match.path("uri");
        TextMatch path = uri.isEmpty() ? RouteMatch.ALL.path() : TextMatch.of(uri, ignoresCase(match));
        return new RouteMatch(
                path.form() == TextMatch.Form.ANY ? RouteMatch.ALL.path() : path,
                texts,
                headers,
                claims,
                match.path("queryParams").properties().stream()
                        .map(entry -> new RouteMatch.OfParameter(entry.getKey(), TextMatch.of(entry.getValue(), false)))
                        .toList(),
                match.path("port").asInt(0) == 0 ? Optional.empty() : Optional.of(match.path("port").asInt()),
                names(match.path("gateways"), namespace),
                match.path("gateways").isEmpty()
                        && !(match.path("sourceLabels").isEmpty() && match.path("sourceNamespace").asText().isEmpty()));
    }

    /** What is not a truth value is taken for the wider of both. */
    private static boolean ignoresCase(JsonNode match) {
        JsonNode flag = match.path("ignoreUriCase");
        return !flag.isMissingNode() && !flag.isNull() && !(flag.isBoolean() && !flag.asBoolean());
    }

    private static void headers(
            JsonNode named, boolean without, List<RouteMatch.OfHeader> headers, List<RouteMatch.OfClaim> claims) {
        named.properties().forEach(entry -> {
            TextMatch match = TextMatch.of(entry.getValue(), false);
            String name = entry.getKey();
            List<String> claim = claim(name);
            if (!claim.isEmpty()) {
                claims.add(new RouteMatch.OfClaim(claim, without, match));
            } else {
                headers.add(new RouteMatch.OfHeader(name.toLowerCase(Locale.ROOT), without, match));
            }
        });
    }

    /** {@code @request.auth.claims.a.b} or {@code …[a][b]} (pkg/jwt/routing.go); empty if it is a header. */
    private static List<String> claim(String name) {
        if (!name.toLowerCase(Locale.ROOT).startsWith(CLAIMS)) {
            return List.of();
        }
        String rest = name.substring(CLAIMS.length());
        if (rest.startsWith(".") && rest.length() > 1) {
            return List.of(rest.substring(1).split("\\.", -1));
        }
        return rest.startsWith("[") && rest.endsWith("]") && rest.length() > 2
                ? List.of(rest.substring(1, rest.length() - 1).split("]\\[", -1))
                : List.of();
    }

    private static void text(String field, Attribute attribute, JsonNode match, List<RouteMatch.OfText> texts) {
        if (!match.path(field).isEmpty()) {
            texts.add(new RouteMatch.OfText(attribute, TextMatch.of(match.path(field), false)));
        }
    }

    /** Full names of all Gateways that the object names, for itself or in a match of any protocol. */
    static Stream<String> gateways(JsonNode object) {
        JsonNode spec = object.path("spec");
        Stream<JsonNode> matches = Stream.of("http", "tls", "tcp")
                .flatMap(entries -> Json.elements(spec.path(entries)).stream())
                .flatMap(entry -> Json.elements(entry.path("match")).stream());
        return Stream.concat(Stream.of(spec), matches)
                .flatMap(named -> names(named.path("gateways"), ObjectRef.of(object).namespace()).stream());
    }

    private static List<String> names(JsonNode list, String namespace) {
        return Json.texts(list).stream().map(name -> fullName(name, namespace)).toList();
    }

    /** As Istio resolves names of Gateways (pilot/pkg/model/config.go, resolveGatewayName). */
    private static String fullName(String name, String namespace) {
        if (name.equals(RouteSource.MESH)) {
            return name;
        }
        if (name.contains("/")) {
            return name.startsWith("./") ? namespace + name.substring(1) : name;
        }
        String[] parts = name.split("\\.");
        return parts.length < 2 ? namespace + "/" + name : parts[1] + "/" + parts[0];
    }
}
