package io.sallyport.core.guard.routes.values;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Envoy's format strings, in which {@code %COMMAND(arguments):length%} is replaced by something of the request and {@code %%} for
 * a percent sign ("Access logging", command operators). Envoy refuses commands that it does not know and arguments that are
 * none; the commands here are those of Envoy 1.29 and later.
 */
final class HeaderFormat {
    /** Of Envoy's own rules for names and values of headers, in bytes. */
    static final int LONGEST = 16_384;

    private static final Pattern COMMAND = Pattern.compile("%([A-Z0-9_]+)(?:\\(((?:[^()%]|%[A-Za-z]|%[1-9]f)*)\\))?(:[0-9]{1,4})?%");
    private static final Pattern LINE = Pattern.compile("[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");

    private static final Set<String> PLAIN = Set.of(
            "PROTOCOL", "HOSTNAME", "START_TIME", "ROUTE_NAME", "VIRTUAL_CLUSTER_NAME", "REQUESTED_SERVER_NAME", "CONNECTION_ID",
            "CONNECTION_TERMINATION_DETAILS", "FILTER_CHAIN_NAME", "STREAM_ID", "RESPONSE_CODE", "RESPONSE_CODE_DETAILS",
            "RESPONSE_FLAGS", "RESPONSE_FLAGS_LONG", "BYTES_RECEIVED", "BYTES_SENT", "DURATION", "REQUEST_DURATION",
            "RESPONSE_DURATION", "RESPONSE_TX_DURATION", "GRPC_STATUS", "GRPC_STATUS_NUMBER",
            "DOWNSTREAM_REMOTE_ADDRESS", "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", "DOWNSTREAM_REMOTE_PORT",
            "DOWNSTREAM_DIRECT_REMOTE_ADDRESS", "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT",
            "DOWNSTREAM_DIRECT_REMOTE_PORT", "DOWNSTREAM_LOCAL_ADDRESS", "DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT",
            "DOWNSTREAM_LOCAL_PORT", "DOWNSTREAM_LOCAL_URI_SAN", "DOWNSTREAM_PEER_URI_SAN", "DOWNSTREAM_LOCAL_SUBJECT",
            "DOWNSTREAM_PEER_SUBJECT", "DOWNSTREAM_PEER_ISSUER", "DOWNSTREAM_TLS_SESSION_ID", "DOWNSTREAM_TLS_CIPHER",
            "DOWNSTREAM_TLS_VERSION", "DOWNSTREAM_PEER_FINGERPRINT_1", "DOWNSTREAM_PEER_FINGERPRINT_256",
            "DOWNSTREAM_PEER_SERIAL", "DOWNSTREAM_PEER_CERT", "DOWNSTREAM_PEER_CERT_V_START", "DOWNSTREAM_PEER_CERT_V_END",
            "DOWNSTREAM_TRANSPORT_FAILURE_REASON", "UPSTREAM_LOCAL_ADDRESS", "UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT",
            "UPSTREAM_LOCAL_PORT", "UPSTREAM_REMOTE_ADDRESS", "UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", "UPSTREAM_REMOTE_PORT",
            "UPSTREAM_HOST", "UPSTREAM_CLUSTER", "UPSTREAM_TRANSPORT_FAILURE_REASON", "UPSTREAM_REQUEST_ATTEMPT_COUNT");

    private static final Pattern HEADER = Pattern.compile(":?[0-9A-Za-z._-]+(\\?:?[0-9A-Za-z._-]+)?");
    private static final Pattern METADATA =
            Pattern.compile("[0-9A-Za-z._/-]+(:[0-9A-Za-z._/-]+)*|\\[\"[0-9A-Za-z._/-]+\"(, ?\"[0-9A-Za-z._/-]+\")*\\]");
    private static final Map<String, Pattern> WITH_ARGUMENTS = Map.ofEntries(
            Map.entry("REQ", HEADER),
            Map.entry("RESP", HEADER),
            Map.entry("TRAILER", HEADER),
            Map.entry("DYNAMIC_METADATA", METADATA),
            Map.entry("UPSTREAM_METADATA", METADATA),
            Map.entry("CLUSTER_METADATA", METADATA),
            Map.entry("PER_REQUEST_STATE", Pattern.compile("[0-9A-Za-z._/-]+")),
            Map.entry("FILTER_STATE", Pattern.compile("[0-9A-Za-z._/-]+(:PLAIN|:TYPED)?")),
            Map.entry("ENVIRONMENT", Pattern.compile("[0-9A-Za-z_]+")),
            Map.entry("START_TIME", Pattern.compile("(%[aAbBcCdDeFgGhHIjmMnprRSTuUVwWxXyYzZs]|%[1-9]f|[0-9A-Za-z:./ +,_-])*")));
    private static final Set<String> WITH_LENGTH = Set.of("REQ", "RESP", "TRAILER", "DYNAMIC_METADATA");

    private HeaderFormat() {}

    /** What is wrong with it, in words that follow it; empty if Envoy takes it. */
    static Optional<String> fault(String text) {
        if (!LINE.matcher(text).matches()) {
            return Optional.of("has control characters in it");
        }
        if (bytes(text) > LONGEST) {
            return Optional.of("is longer than " + LONGEST + " bytes");
        }
        Matcher command = COMMAND.matcher(text);
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at)) {
            if (text.startsWith("%%", at)) {
                at += 2;
                continue;
            }
            if (!command.find(at) || command.start() != at) {
                return Optional.of("has a % that begins no command");
            }
            if (!taken(command.group(1), Optional.ofNullable(command.group(2)), command.group(3) != null)) {
                return Optional.of("has " + command.group() + " in it, which not every Envoy knows");
            }
            at = command.end();
        }
        return Optional.empty();
    }

    private static boolean taken(String name, Optional<String> arguments, boolean length) {
        return arguments
                .map(given -> WITH_ARGUMENTS.containsKey(name)
                        && WITH_ARGUMENTS.get(name).matcher(given).matches()
                        && (!length || WITH_LENGTH.contains(name)))
                .orElse(PLAIN.contains(name) && !length);
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
