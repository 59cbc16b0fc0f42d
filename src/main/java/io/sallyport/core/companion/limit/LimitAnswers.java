package io.sallyport.core.companion.limit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.List;

/**
 * What a caller beyond its budget is told: 429 with our body, and when to call again.
 *
 * <p>The filter that answers has one set of headers for all models, so the gateway's own answers are rewritten, by how long the
 * name of the route says. Source: envoy/extensions/filters/network/http_connection_manager/v3, LocalReplyConfig; the flag RL is not
 * set yet when an answer is looked at, the details are.
 */
final class LimitAnswers {
    static final String CONNECTIONS = "envoy.filters.network.http_connection_manager";
    private static final String TYPES = "type.googleapis.com/envoy.extensions.";

    private LimitAnswers() {}

    static ObjectNode patch() {
        List<ObjectNode> mappers = Limited.PAUSES.stream().map(LimitAnswers::mapper).toList();
        return Json.object(
                "applyTo", "NETWORK_FILTER",
                "match", LimitsFilter.match(Json.object("name", CONNECTIONS)),
                "patch", Json.object(
                        "operation", "MERGE",
                        "value", Json.object(
                                "name", CONNECTIONS,
                                "typed_config", Json.object(
                                        "@type", TYPES + "filters.network.http_connection_manager.v3.HttpConnectionManager",
                                        "local_reply_config", Json.object("mappers", mappers)))));
    }

    private static ObjectNode mapper(long pause) {
        String when = "response.code_details == 'local_rate_limited' && xds.route_name.startsWith('" + Limited.ROUTES + pause + "/')";
        ObjectNode body = Json.object(
                "error", "this caller, or all callers of the model together, have called it as often as they may for now",
                "hint", "call again after " + (pause == 1 ? "a second" : pause + " seconds"));
        return Json.object(
                "body_format_override", Json.object(
                        "content_type", "application/json",
                        "text_format_source", Json.object("inline_string", body.toString())),
                "filter", Json.object("extension_filter", Json.object(
                        "name", "envoy.access_loggers.extension_filters.cel",
                        "typed_config", Json.object(
                                "@type", TYPES + "access_loggers.filters.cel.v3.ExpressionFilter",
                                "expression", when))),
                "headers_to_add", Json.array(Json.object(
                        "append_action", "OVERWRITE_IF_EXISTS_OR_ADD",
                        "header", Json.object("key", "retry-after", "value", String.valueOf(pause)))));
    }
}
