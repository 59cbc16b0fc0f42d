package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds of filters that let nobody in, each with the one name and the one type by which it is inserted. */
public enum FilterKind {
    LOCAL_RATE_LIMIT(
            LocalRateLimit.NAME, "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit", false, LocalRateLimit::read),
    COMPRESSOR("envoy.filters.http.compressor", "envoy.extensions.filters.http.compressor.v3.Compressor", false, Compressor::read),
    GRPC_STATS("envoy.filters.http.grpc_stats", "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig", false, GrpcStats::read),
    CORS("envoy.filters.http.cors", "envoy.extensions.filters.http.cors.v3.Cors", false, Cors::read),
    BUFFER("envoy.filters.http.buffer", "envoy.extensions.filters.http.buffer.v3.Buffer", true, Buffer::read),
    GRPC_WEB("envoy.filters.http.grpc_web", "envoy.extensions.filters.http.grpc_web.v3.GrpcWeb", true, GrpcWeb::read);

    private final String filter;
    private final String type;
    private final boolean afterTheDecision;
    private final Function<Message, FilterConfig> reader;

    FilterKind(String filter, String type, boolean afterTheDecision, Function<Message, FilterConfig> reader) {
        this.filter = filter;
        this.type = "type.googleapis.com/" + type;
        this.afterTheDecision = afterTheDecision;
        this.reader = reader;
    }

    /** Other configuration refers to filters by their names, so a filter may not bear that of another kind. */
    static Optional<FilterKind> named(String filter) {
        return Arrays.stream(values()).filter(kind -> kind.filter.equals(filter)).findFirst();
    }

    /** Their names, as they are written in {@code patch.value.name}. */
    static List<String> names() {
        return Arrays.stream(values()).map(kind -> kind.filter).sorted().toList();
    }

    String type() {
        return type;
    }

    FilterConfig read(Message message) {
        return reader.apply(message);
    }

    boolean mayStandAt(Place place) {
        return !afterTheDecision || place.afterTheDecision();
    }
}
