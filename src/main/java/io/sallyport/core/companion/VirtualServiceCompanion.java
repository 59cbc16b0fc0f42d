package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.companion.token.IssuerTerms;
import io.sallyport.core.companion.way.Destination;
import io.sallyport.core.companion.way.DirectAnswer;
import io.sallyport.core.companion.way.TokenHandover;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.caller.ClaimValue;
import io.sallyport.core.model.caller.TokenMatch;
import io.sallyport.core.model.issuer.Claim;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.serving.Endpoint;
import io.sallyport.core.serving.Endpoint.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The way in: routes for allowed callers on exact paths, then answers for everybody and everything else. */
final class VirtualServiceCompanion {
    private final Exposure.Asked asked;
    private final Model service;
    private final ExposureSettings settings;
    private final String issuer;
    private final List<TokenMatch> tokens;
    private final String base;

    /** @param tokens of the callers; at least one, since an entry that asks for nothing takes everything */
    VirtualServiceCompanion(Exposure.Asked asked, ExposureSettings settings, String issuer, List<TokenMatch> tokens) {
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException("a route for nobody: " + asked.service().ref());
        }
        this.asked = asked;
        this.service = asked.service();
        this.settings = settings;
        this.issuer = issuer;
        this.tokens = tokens;
        this.base = settings.path(service.namespace(), service.name());
    }

    /**
     * Where one of the model's calls goes.
     *
     * @param component which takes it
     * @param handover  what becomes of the caller's token
     */
    record Way(Endpoint endpoint, Component component, List<ExposedPart.Share> shares, TokenHandover handover) {}

    /** One for the gateway's hosts, and one more for the public host where KServe's routes take that whole: Istio takes * only alone. */
    List<JsonNode> desired(List<Way> ways) {
        List<JsonNode> routes = new ArrayList<>();
        routes.add(desired(ways, Names.companion(service.name()), settings.gateway().hosts()));
        service.furtherHosts(settings).forEach(host -> routes.add(
                desired(ways, Names.companion(service.name()) + "-host", List.of(host))));
        return routes;
    }

    private JsonNode desired(List<Way> ways, String name, List<String> hosts) {
        ArrayNode http = Json.array();
        ways.forEach(way -> http.add(route(way)));
        http.add(noSuchPath(ways));
        http.add(notAllowed());
        return Json.object(
                "apiVersion", Names.NETWORKING_API,
                "kind", "VirtualService",
                "metadata", Ownership.metadata(service, name).set("annotations", state()),
                "spec", Json.object(
                        "gateways", Json.array(settings.gateway().name()),
                        "hosts", Json.list(hosts),
                        // Named explicitly, so that the gateway places it before public routes and no sidecar learns it.
                        "exportTo", Json.array(settings.gateway().namespace()),
                        "http", http));
    }

    /** What is open, for people with kubectl alone: here, since a change of the InferenceService restarts the model's Pods. */
    private ObjectNode state() {
        return Json.object(
                Names.URL, settings.urlOf(service.namespace(), service.name()),
                Names.CALLERS, asked.callers().described(),
                // Empty, not left out: what is left out of an object stays in it where others have a word too.
                Names.UNTIL, asked.until().map(Instant::toString).orElse(""));
    }

    private ObjectNode route(Way way) {
        ArrayNode matches = Json.array();
        for (Call call : way.endpoint().calls()) {
            for (ObjectNode claims : callerClaims()) {
                matches.add(Json.object(
                                "uri", Json.object("exact", call.path()),
                                "method", Json.object("exact", call.method()))
                        .setAll(claims));
            }
        }
        Duration timeout = way.component().server().timeout().orElse(settings.routeTimeout());
        return Json.object(
                "name", limited(),
                "match", matches,
                "rewrite", Json.object("uri", way.endpoint().serverPath()),
                "route", way.shares().stream().map(share -> destination(share, way)).toList(),
                "timeout", seconds(timeout),
                // A prediction may not be safe to repeat.
                "retries", Json.object("attempts", 0));
    }

    /** By its name the gateway's filters know the route of a model that has limits. */
    private JsonNode limited() {
        return asked.limits().none()
                ? Json.none()
                : TextNode.valueOf(new Limited(service.namespace(), service.name(), asked.limits()).routeName());
    }

    private static ObjectNode destination(ExposedPart.Share share, Way way) {
        Destination destination = share.destination();
        ObjectNode route = Json.object(
                "destination", Json.object(
                        "host", destination.host(),
                        "port", Json.object("number", destination.port())),
                "headers", requestHeaders(destination, way.handover()));
        return way.shares().size() == 1 ? route : route.put("weight", share.percent());
    }

    private static JsonNode requestHeaders(Destination destination, TokenHandover handover) {
        ObjectNode set = Json.object();
        destination.virtualHost().ifPresent(host -> set.put("Host", host));
        handover.form().ifPresent(form -> set.put("authorization", form));
        ObjectNode request = Json.object(
                "set", set.isEmpty() ? Json.none() : set,
                "remove", handover == TokenHandover.TAKEN_OFF ? Json.array("authorization") : Json.none());
        return request.isEmpty() ? Json.none() : Json.object("request", request);
    }

    /** One set of conditions for each allowed caller; the claims are those of the token the gateway verified. */
    private List<ObjectNode> callerClaims() {
        return tokens.stream().map(this::claims).toList();
    }

    private ObjectNode claims(TokenMatch token) {
        String url = IssuerTerms.of(token.issuer(), issuer, settings).url();
        ObjectNode headers = Json.object(Claim.ISSUER.routeKey(), new ClaimValue.Exactly(url).routeMatch());
        token.claims().forEach((claim, value) -> headers.set(claim.routeKey(), value.routeMatch()));
        ObjectNode absent = Json.object();
        token.absent().forEach(claim -> absent.set(claim.routeKey(), Json.object("regex", ".+")));
        return Json.object("headers", headers, "withoutHeaders", absent.isEmpty() ? Json.none() : absent);
    }

    private ObjectNode noSuchPath(List<Way> ways) {
        List<JsonNode> matches = new ArrayList<>();
        for (ObjectNode claims : callerClaims()) {
            tree().forEach(uri -> matches.add(Json.object("uri", uri).setAll(claims)));
        }
        List<String> calls = ways.stream()
                .flatMap(way -> way.endpoint().calls().stream())
                .map(Call::toString)
                .toList();
        return DirectAnswer.to(matches, 404, Json.object(
                "error", "this model does not answer to that method and path",
                "paths", calls));
    }

    private ObjectNode notAllowed() {
        List<JsonNode> matches = tree().stream().<JsonNode>map(uri -> Json.object("uri", uri)).toList();
        String model = service.namespace() + "/" + service.name();
        return DirectAnswer.to(matches, 403, Json.object(
                "error", "this " + (settings.tokens().issuers().isEmpty() ? "ServiceAccount" : "caller") + " may not call the model " + model,
                "hint", "its owner can list callers in the annotation " + Names.CALLERS + " of the " + service.ref().kind()));
    }

    private List<ObjectNode> tree() {
        return List.of(Json.object("exact", base), Json.object("prefix", base + "/"));
    }

    /** As protobuf writes a Duration in JSON, in milliseconds at most, Envoy's unit: {@code 300s}, {@code 0.500s}. */
    private static String seconds(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : String.format(Locale.ROOT, "%d.%03ds", millis / 1000, millis % 1000);
    }
}
