package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;

/**
 * Waits for the whole body, and answers 413 if it is too long. It may write {@code content-length} of the request, and bodies of those
 * without a token need not be kept, so it must come after the policies' filters.
 *
 * <p>Source: envoy/extensions/filters/http/buffer/v3/buffer.proto.
 */
record Buffer(long maxRequestBytes) implements FilterConfig {
    static Buffer read(Message message) {
        message.required("max_request_bytes");
        return new Buffer(message.whole("max_request_bytes", 1, 0xFFFF_FFFFL).orElse(0));
    }
}
