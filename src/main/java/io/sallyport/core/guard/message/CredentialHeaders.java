package io.sallyport.core.guard.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Headers that carry what lets a client in, and where Istio can be told to write them down: logs, traces and metrics are read
 * by many, and a token in them opens models until it expires.
 */
public final class CredentialHeaders {
    private static final Set<String> NAMES = Set.of(
            "authorization",
            "cookie",
            "proxy-authorization",
            "set-cookie",
            "x-api-key",
            "x-auth-request-access-token",
            "x-forwarded-access-token");

    /** {@code %NAME(argument)%}, with or without a length; text between percent signs without parentheses is no header. */
    private static final Pattern OPERATOR = Pattern.compile("%([A-Za-z0-9_]+)\\(([^)]*)\\)");
    private static final Set<String> OF_HEADERS = Set.of("REQ", "REQ_WITHOUT_QUERY", "RESP", "TRAILER");
    /** Operators with an argument that print neither headers nor files. */
    private static final Pattern OF_SOMETHING_ELSE = Pattern.compile(
            "START_TIME|START_TIME_LOCAL|EMIT_TIME|EMIT_TIME_LOCAL|COMMON_DURATION|DYNAMIC_METADATA|CLUSTER_METADATA|UPSTREAM_METADATA"
                    + "|METADATA|FILTER_STATE|UPSTREAM_FILTER_STATE|GRPC_STATUS|PATH|DOWNSTREAM_[A-Z0-9_]+|UPSTREAM_[A-Z0-9_]+");
    private static final String ADDITIONAL = "HeadersToLog";

    private CredentialHeaders() {}

    /** True of a header with such a name, in any case; pseudo-headers are none. */
    public static boolean isOne(String name) {
        return NAMES.contains(name.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * True if Envoy's formatter might print one (configuration/observability/access_log/usage): an operator that we do not
     * know might.
     */
    public static boolean mayBePrinted(String format) {
        Matcher operators = OPERATOR.matcher(format);
        while (operators.find()) {
            String name = operators.group(1);
            boolean harmless = OF_HEADERS.contains(name)
                    ? List.of(operators.group(2).split("\\?", -1)).stream().noneMatch(CredentialHeaders::isOne)
                    : OF_SOMETHING_ELSE.matcher(name).matches();
            if (!harmless) {
                return true;
            }
        }
        return false;
    }

    /** True if a message of Istio's that tells what is logged prints one: by a format somewhere in it, or by its name. */
    public static boolean areLogged(JsonNode message) {
        if (message.isTextual()) {
            return mayBePrinted(message.asText());
        }
        for (String key : Json.keys(message)) {
            String name = key.replace("_", "").toLowerCase(Locale.ROOT);
            boolean byName = name.endsWith(ADDITIONAL.toLowerCase(Locale.ROOT))
                    && Json.texts(message.path(key)).stream().anyMatch(CredentialHeaders::isOne);
            if (byName || areLogged(message.path(key))) {
                return true;
            }
        }
        return Json.elements(message).stream().anyMatch(CredentialHeaders::areLogged);
    }

    /** True if a tag of a trace (Istio's {@code CustomTag}) is made of one. */
    public static boolean areTraced(JsonNode tag) {
        return isOne(tag.at("/header/name").asText()) || mayBePrinted(tag.at("/formatter/value").asText());
    }
}
