package io.sallyport.core.policy.proof;

import java.util.regex.Pattern;

/** How to go on with what an edit of a protected policy was meant to do, by the field that it changes. */
final class WayOut {
    private static final Pattern PATHS = Pattern.compile("\\.(notP|p)aths\\b");
    private static final Pattern HOSTS = Pattern.compile("\\.(notH|h)osts\\b");
    private static final Pattern WORKLOAD = Pattern.compile("spec\\.(selector|targetRefs?)\\b.*");

    private WayOut() {}

    /** An imperative; {@code path} is the field's. */
    static String of(String path) {
        if (PATHS.matcher(path).find()) {
            return "leave it as it was and have clients send a token (Sallyport's label opens a model to them),"
                    + " or allow the path in Sallyport's chart value settings.guard.allowedExemptions";
        }
        if (HOSTS.matcher(path).find()) {
            return "leave it as it was, since any client can send that Host header to any route; give the host a Gateway on Pods"
                    + " of its own, or exempt paths in Sallyport's chart value settings.guard.allowedExemptions";
        }
        if (WORKLOAD.matcher(path).matches()) {
            return "leave it as it was while these Pods serve, and write a policy of another name for the other gateway; when they"
                    + " are gone, name that one in Sallyport's chart value settings.policies.requireJwt";
        }
        return "leave it as it was, and put what should be denied besides into a rule of its own";
    }
}
