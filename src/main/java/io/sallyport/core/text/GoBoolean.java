package io.sallyport.core.text;

import java.util.Set;

/** Truth as Istio reads it from annotations and variables: Go's {@code strconv.ParseBool}. */
public final class GoBoolean {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

    private GoBoolean() {}

    /** False also of what is neither. */
    public static boolean isTrue(String text) {
        return TRUE.contains(text);
    }
}
