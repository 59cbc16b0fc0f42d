package io.sallyport.core.guard.extensions.filter;

import io.sallyport.core.guard.message.Message;
import java.util.Set;
import java.util.regex.Pattern;

/** Values that Envoy's runtime may override: it can switch a filter of ours off and on, and no more than that. */
final class Runtime {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{0,200}");

    private Runtime() {}

    /** {@code RuntimeFractionalPercent}: for which share of the requests. */
    static Message share(Message message) {
        message.text("runtime_key", KEY, "write letters, digits, \".\", \"_\" and \"-\"");
        message.message("default_value", percent -> {
            percent.choice("denominator", Set.of("HUNDRED", "TEN_THOUSAND", "MILLION"));
            return percent.whole("numerator", 0, 1_000_000);
        });
        return message;
    }

    /** {@code RuntimeFeatureFlag}. */
    static Message flag(Message message) {
        message.text("runtime_key", KEY, "write letters, digits, \".\", \"_\" and \"-\"");
        message.flag("default_value");
        return message;
    }
}
