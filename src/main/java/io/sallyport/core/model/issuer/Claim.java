package io.sallyport.core.model.issuer;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A claim of a token that the mesh has verified.
 *
 * @param path its name, after the names of the objects that it is in
 */
public record Claim(List<String> path) {
    public static final Claim ISSUER = of("iss");
    public static final Claim AUDIENCE = of("aud");
    public static final Claim SUBJECT = of("sub");
    /** Of the account that the API server made the token for. */
    public static final Claim ACCOUNT_UID = of("kubernetes.io", "serviceaccount", "uid");

    /** Where a dot would not be taken for the beginning of another name. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");

    public Claim {
        path = List.copyOf(path);
    }

    public static Claim of(String... path) {
        return new Claim(List.of(path));
    }

    /** As a VirtualService names it among headers (pilot/pkg/networking/core/route/jwt.go). */
    public String routeKey() {
        return "@request.auth.claims" + (path.size() == 1 && PLAIN.matcher(path.getFirst()).matches() ? "." + path.getFirst() : brackets());
    }

    /** As a condition of an AuthorizationPolicy names it. */
    public String policyKey() {
        return "request.auth.claims" + brackets();
    }

    private String brackets() {
        return "[" + String.join("][", path) + "]";
    }
}
