package io.sallyport.core.route.match;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a backend gets to see of a request's path. */
public final class RewrittenPath {
    private RewrittenPath() {}

    /** @param target with its query, which stays as it is */
    public static String of(String target, RouteMatch match, RouteAction.Rewrite rewrite) {
        String[] parts = target.split("\\?", 2);
        String query = parts.length < 2 ? "" : "?" + parts[1];
        if (rewrite.regex().isPresent()) {
            return replaced(parts[0], rewrite.regex().get()) + query;
        }
        return rewrite.uri().map(uri -> uri + rest(parts[0], match.path())).orElse(parts[0]) + query;
    }

    /** A prefix leaves what follows it; all else is replaced as a whole. */
    private static String rest(String path, TextMatch match) {
        return switch (match.form()) {
            case PREFIX -> path.substring(Math.min(path.length(), match.text().length()));
            case SEGMENTS -> path.substring(Math.min(path.length(), match.text().replaceFirst("/$", "").length()));
            case EXACT, REGEX, ANY -> "";
        };
    }

    private static String replaced(String path, RouteAction.Rewrite.Regex regex) {
        try {
            String replacement = regex.replacement().replace("$", "\\$").replaceAll("\\\\([0-9])", "\\$$1");
            return Pattern.compile(regex.expression()).matcher(path).replaceAll(replacement);
        } catch (PatternSyntaxException | IndexOutOfBoundsException e) {
            return path;
        }
    }
}
