package io.sallyport.core.policy;

import io.sallyport.core.policy.language.CharacterSet;
import io.sallyport.core.policy.language.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path with {@code {*}} (one segment) or {@code {**}} (any number), which Istio hands to Envoy's uri_template
 * (source/extensions/path/uri_template_lib). Envoy ends itself, or refuses the listener, over templates that its parser
 * does not take; {@link #fault} tells those.
 *
 * @param text as written, one character for each byte
 */
public record PathTemplate(String text) {
    private static final String ONE = "{*}";
    private static final String ANY = "{**}";

    /** What a glob matches in every version of Envoy; from 1.34.1 on also {@link #LATER}. */
    private static final CharacterSet GLOB = CharacterSet.range('a', 'z')
            .and(CharacterSet.range('A', 'Z'))
            .and(CharacterSet.range('0', '9'))
            .and(CharacterSet.of("-._~%!$&'()+,;:@"));

    private static final CharacterSet LATER = CharacterSet.of("=*");
    private static final Pattern LITERAL = Pattern.compile("[a-zA-Z0-9._~%!$&'()+,;:@-]+");
    private static final Pattern GLOBBED = Pattern.compile("[a-zA-Z0-9._~%!$&'()+,;:@=*-]+");

    /** True if Istio takes this value for a template (pkg/config/security ContainsPathTemplate). */
    public static boolean isOne(String value) {
        return value.contains(ONE) || value.contains(ANY);
    }

    /** What is wrong with it, in words that follow the value; empty if Envoy is known to read it. */
    public Optional<String> fault() {
        if (!text.startsWith("/")) {
            return Optional.of("does not start with a slash, and Envoy ends over such a template");
        }
        boolean anySeen = false;
        List<String> segments = segments();
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            boolean glob = segment.equals(ONE) || segment.equals(ANY);
            if (glob && anySeen) {
                return Optional.of("has a " + segment + " after a {**}, and Envoy ends over such a template");
            }
            anySeen |= segment.equals(ANY);
            boolean trailingSlash = segment.isEmpty() && i == segments.size() - 1 && i > 0;
            if (!glob && !trailingSlash && !LITERAL.matcher(segment).matches()) {
                return Optional.of("has the segment \"" + segment + "\", which is neither {*} nor {**} nor plain text, "
                        + "and Envoy refuses its listener over such a template");
            }
        }
        return Optional.empty();
    }

    /** The paths that it matches; none if Envoy does not take it. */
    Language language(EnvoyVersion envoy) {
        if (fault().isPresent()) {
            return Language.NOTHING;
        }
        CharacterSet glob = switch (envoy) {
            case SINCE_1_34_1 -> GLOB.and(LATER);
            case BEFORE_1_34_1 -> GLOB;
        };
        List<Language> parts = new ArrayList<>();
        for (String segment : segments()) {
            parts.add(Language.exactly("/"));
            parts.add(switch (segment) {
                case ONE -> Language.sequence(Language.oneOf(glob), Language.madeOf(glob));
                case ANY -> Language.madeOf(glob.and(CharacterSet.of("/")));
                default -> Language.exactly(segment);
            });
        }
        return Language.sequence(parts.toArray(Language[]::new));
    }

    /** What every path that it matches begins with. */
    String head() {
        return fault().isPresent() ? "" : text.substring(0, text.indexOf('{'));
    }

    boolean matches(String path) {
        if (fault().isPresent()) {
            return false;
        }
        var expression = new StringBuilder();
        for (String segment : segments()) {
            expression.append('/').append(switch (segment) {
                case ONE -> GLOBBED.pattern();
                case ANY -> "[a-zA-Z0-9._~%!$&'()+,;:@=*/-]*";
                default -> Pattern.quote(segment);
            });
        }
        return Pattern.matches(expression.toString(), path);
    }

    private List<String> segments() {
        return List.of(text.substring(1).split("/", -1));
    }
}
