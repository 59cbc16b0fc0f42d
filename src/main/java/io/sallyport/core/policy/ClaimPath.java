package io.sallyport.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a {@code when} key that names a claim: {@code [aud]}, {@code [resource][roles]}. */
final class ClaimPath {
    private static final Pattern NESTED = Pattern.compile("\\[([^\\[\\]]*)]");

    private ClaimPath() {}

    /** The names, the outermost first; none if Istio cannot read them and ignores the condition. */
    static List<String> parse(String brackets) {
        if (!brackets.startsWith("[") || !brackets.endsWith("]")) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        Matcher matcher = NESTED.matcher(brackets);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            names.add(matcher.group(1));
            end = matcher.end();
        }
        // Brackets that do not nest are one name with brackets in it.
        return end == brackets.length() ? names : List.of(brackets.substring(1, brackets.length() - 1));
    }
}
