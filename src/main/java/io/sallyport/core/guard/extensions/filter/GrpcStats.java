package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Counts calls of gRPC, those of named methods one by one. Source: envoy/extensions/filters/http/grpc_stats/v3/config.proto.
 * Not listed: {@code emit_filter_state}, since other filters may decide by it.
 */
record GrpcStats(List<String> services) implements FilterConfig {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.]{1,200}");

    static GrpcStats read(Message message) {
        message.flag("enable_upstream_stats");
        message.flag("replace_dots_in_grpc_service_name");
        message.off("emit_filter_state", "writes a state by which other filters may decide");
        message.off("stats_for_all_methods", "makes a counter of every name that a client sends, until the memory is full");
        return new GrpcStats(message.message("individual_method_stats_allowlist", list -> list.messages("services", 1000, service -> {
            service.required("name");
            if (service.texts("method_names", NAME, "write letters, digits, \".\", \"_\" and \"-\"").isEmpty()) {
                service.refuse("method_names", "names no method, and Envoy refuses that", "name them");
            }
            return service.text("name", NAME, "write letters, digits, \".\", \"_\" and \"-\"").orElse("");
        })));
    }
}
