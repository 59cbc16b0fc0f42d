package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Answers 429 or passes on. Source: envoy/extensions/filters/http/local_ratelimit/v3/local_rate_limit.proto, the fields that Envoy
 * has had since 1.30 (Istio 1.22).
 *
 * <p>Not listed: {@code request_headers_to_add_when_not_enforced}, which could make a {@code kubeflow-userid};
 * {@code local_cluster_rate_limit}, which needs a cluster that a gateway does not have; {@code rate_limits}, which may name
 * extensions.
 */
record LocalRateLimit(Optional<TokenBucket> bucket, List<Descriptor> descriptors) implements FilterConfig {
    static final String NAME = "envoy.filters.http.local_ratelimit";

    private static final Pattern STAT_PREFIX = Pattern.compile("[A-Za-z0-9_.-]{1,200}");
    private static final String PLAIN = "write plain text";
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{0,1000}");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,200}");
    /** Those that tell of limits; another could set a cookie. */
    private static final Pattern RESPONSE_HEADER =
            Pattern.compile("(?i)retry-after|ratelimit(-[a-z-]+)?|x-(local-)?rate-?limit(ed)?(-[a-z-]+)?");
    /** Envoy takes {@code %} for the beginning of an operator, and refuses the listener where it knows none. */
    private static final Pattern RESPONSE_VALUE = Pattern.compile("[\\x20-\\x24\\x26-\\x7e]{0,200}");

    /** Requests that a route describes alike share a bucket. */
    record Descriptor(List<Map.Entry<String, String>> entries, TokenBucket bucket) {
        static Descriptor read(Message message) {
            message.required("entries");
            message.required("token_bucket");
            List<Map.Entry<String, String>> entries = message.messages("entries", 100, entry -> {
                entry.required("key");
                return Map.entry(entry.text("key", KEY, PLAIN).orElse(""), entry.text("value", TEXT, PLAIN).orElse(""));
            });
            return new Descriptor(entries, message.message("token_bucket", TokenBucket::read));
        }
    }

    static LocalRateLimit read(Message message) {
        message.required("stat_prefix");
        message.text("stat_prefix", STAT_PREFIX, "write letters, digits, \".\", \"_\" and \"-\"");
        message.message("status", status -> status.choice(
                "code", Set.of("TooManyRequests", "429", "ServiceUnavailable", "503")));
        message.message("filter_enabled", Runtime::share);
        message.message("filter_enforced", Runtime::share);
        message.messages("response_headers_to_add", 10, LocalRateLimit::responseHeader);
        message.whole("stage", 0, 10);
        message.flag("local_rate_limit_per_downstream_connection");
        message.flag("rate_limited_as_resource_exhausted");
        message.flag("always_consume_default_token_bucket");
        message.choice("enable_x_ratelimit_headers", Set.of("OFF", "DRAFT_VERSION_03"));
        message.choice("vh_rate_limits", Set.of("OVERRIDE", "INCLUDE", "IGNORE"));
        LocalRateLimit read = new LocalRateLimit(
                message.optional("token_bucket", TokenBucket::read), message.messages("descriptors", 1000, Descriptor::read));
        read.refuseWhatEnvoyRefuses(message);
        return read;
    }

    /** For a single route, where Envoy asks for a bucket. */
    static LocalRateLimit readForRoute(Message message) {
        message.required("token_bucket");
        return read(message);
    }

    private void refuseWhatEnvoyRefuses(Message message) {
        if (!descriptors.isEmpty() && bucket.isEmpty()) {
            message.refuse("descriptors", "need a token_bucket of the filter besides", "write one");
        }
        if (!descriptors.stream().allMatch(descriptor -> bucket.stream().allMatch(descriptor.bucket()::fillsWith))) {
            message.refuse("descriptors", "have a fill_interval that is no multiple of the filter's own, which Envoy refuses",
                    "make them multiples");
        }
        Set<List<Map.Entry<String, String>>> distinct = new HashSet<>();
        if (!descriptors.stream().allMatch(descriptor -> distinct.add(descriptor.entries()))) {
            message.refuse("descriptors", "are alike, which Envoy refuses", "keep one of them");
        }
    }

    private static Map<String, String> responseHeader(Message option) {
        option.flag("append");
        option.flag("keep_empty_value");
        option.choice("append_action", Set.of(
                "APPEND_IF_EXISTS_OR_ADD", "ADD_IF_ABSENT", "OVERWRITE_IF_EXISTS_OR_ADD", "OVERWRITE_IF_EXISTS"));
        if (option.has("append") && option.has("append_action")) {
            option.refuse("append", "is set beside append_action, and Envoy refuses both", "keep append_action");
        }
        option.required("header");
        return option.message("header", header -> {
            header.required("key");
            return new TreeMap<>(Map.of(
                    header.text("key", RESPONSE_HEADER, "write a header that tells of limits, such as x-ratelimit-limit or retry-after").orElse(""), header.text("value", RESPONSE_VALUE, "write plain text without \"%\"").orElse("")));
        });
    }
}
