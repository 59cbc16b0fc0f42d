package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;

/**
 * Answers preflights where a route has a {@code corsPolicy}: without a body, and nothing behind the gateway is asked. The filter has
 * no settings of its own, so that its place alone says what it does: before the token's check, a browser's preflight is
 * answered that cannot bring a token.
 *
 * <p>Source: envoy/extensions/filters/http/cors/v3/cors.proto. {@code CorsPolicy} belongs to routes, not to the filter.
 */
record Cors() implements FilterConfig {
    static Cors read(Message message) {
        return new Cors();
    }
}
