package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;

/**
 * Turns what a browser sends of gRPC into gRPC. It writes {@code content-type} and {@code te} of the request, so it must come
 * after the policies' filters. Source: envoy/extensions/filters/http/grpc_web/v3/grpc_web.proto, which has no fields.
 */
record GrpcWeb() implements FilterConfig {
    static GrpcWeb read(Message message) {
        return new GrpcWeb();
    }
}
