package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;

/** Those of an HTTPRoute or a GRPCRoute, of which istiod makes a VirtualService (pilot/pkg/config/kube/gateway/conversion.go). */
final class GatewayApiValues {
    private static final String EXPRESSION = "RegularExpression";

    private final Values values;
    private final MatchValues matches;

    GatewayApiValues(Values values) {
        this.values = values;
        this.matches = new MatchValues(values);
    }

    void read(JsonNode object) {
        values.each("spec.rules", object.at("/spec/rules"), (path, rule) -> {
            values.each(path + ".matches", rule.path("matches"), this::match);
            values.each(path + ".filters", rule.path("filters"), this::filter);
            values.each(path + ".backendRefs", rule.path("backendRefs"), (at, backend) ->
                    values.each(at + ".filters", backend.path("filters"), this::filter));
            for (String field : List.of("request", "backendRequest")) {
                values.duration(path + ".timeouts." + field, rule.path("timeouts").path(field), false);
            }
            values.duration(path + ".retry.backoff", rule.at("/retry/backoff"), true);
        });
    }

    private void match(String path, JsonNode match) {
        JsonNode of = match.path("path");
        switch (of.path("type").asText("PathPrefix")) {
            case EXPRESSION -> values.expression(path + ".path.value", of.path("value"));
            case "PathPrefix" -> values.segments(path + ".path.value", of.path("value"));
            default -> values.text(path + ".path.value", of.path("value"));
        }
        for (String part : List.of("service", "method")) {
            if (match.at("/method/type").asText("").equals(EXPRESSION) && match.at("/method/" + part).isTextual()) {
                values.expression(path + ".method." + part, match.at("/method/" + part));
            }
        }
        values.each(path + ".headers", match.path("headers"), (at, header) -> {
            values.headerName(at + ".name", header.path("name").asText(), true);
            compared(at, header);
        });
        values.each(path + ".queryParams", match.path("queryParams"), (at, parameter) -> {
            matches.parameter(at + ".name", parameter.path("name").asText());
            compared(at, parameter);
        });
    }

    private void compared(String path, JsonNode entry) {
        if (entry.path("type").asText("").equals(EXPRESSION)) {
            values.expression(path + ".value", entry.path("value"));
        }
    }

    private void filter(String path, JsonNode filter) {
        for (String side : List.of("requestHeaderModifier", "responseHeaderModifier")) {
            for (String verb : List.of("set", "add")) {
                values.each(path + "." + side + "." + verb, filter.path(side).path(verb), (at, header) -> {
                    values.headerName(at + ".name", header.path("name").asText(), false);
                    values.format(at + ".value", header.path("value"));
                });
            }
            values.each(path + "." + side + ".remove", filter.path(side).path("remove"), (at, name) ->
                    values.headerName(at, name.asText(), false));
        }
        for (String action : List.of("requestRedirect", "urlRewrite")) {
            JsonNode of = filter.path(action);
            values.text(path + "." + action + ".hostname", of.path("hostname"));
            values.text(path + "." + action + ".path.replaceFullPath", of.at("/path/replaceFullPath"));
            values.text(path + "." + action + ".path.replacePrefixMatch", of.at("/path/replacePrefixMatch"));
        }
        values.each(path + ".cors.allowOrigins", filter.at("/cors/allowOrigins"), (at, origin) ->
                matches.origin(at, Json.object("exact", origin.asText())));
    }
}
