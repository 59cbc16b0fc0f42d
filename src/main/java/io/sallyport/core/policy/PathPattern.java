package io.sallyport.core.policy;

/**
 * One entry of {@code paths} or {@code notPaths}, as Istio reads it (security/authz/model): {@code *}, {@code x*},
 * {@code *x}, a template with {@code {*}} or {@code {**}}, or the exact text.
 *
 * @param text as written
 */
record PathPattern(String text) {

    /** True only if it matches the prefix itself and everything below it. */
    boolean coversTree(String prefix) {
        return text.equals("*") || (endsOpen() && prefix.startsWith(stem()));
    }

    /** True only if it matches everything below the prefix, with or without the prefix itself. */
    boolean coversBelow(String prefix) {
        return coversTree(prefix) || (endsOpen() && (prefix + "/").startsWith(stem()));
    }

    /** True only if it matches the prefix itself. */
    boolean coversItself(String prefix) {
        return coversTree(prefix) || text.equals(prefix);
    }

    /** False only if it matches neither the prefix nor anything below it; templates and suffixes count as a match. */
    boolean mayMatchIn(String prefix) {
        if (isTemplate() || text.startsWith("*")) {
            return true;
        }
        if (endsOpen()) {
            return stem().startsWith(prefix + "/") || (prefix + "/").startsWith(stem());
        }
        return text.equals(prefix) || text.startsWith(prefix + "/");
    }

    private boolean isTemplate() {
        return text.contains("{*}") || text.contains("{**}");
    }

    /** {@code x*}; a template that ends in a star is no open end. */
    private boolean endsOpen() {
        return !isTemplate() && text.length() > 1 && text.endsWith("*") && !text.startsWith("*");
    }

    private String stem() {
        return text.substring(0, text.length() - 1);
    }
}
