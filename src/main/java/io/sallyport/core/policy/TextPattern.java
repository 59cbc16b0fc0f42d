package io.sallyport.core.policy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One value of {@code paths}, {@code hosts}, {@code methods} or a header, as Istio reads it
 * (pilot/pkg/security/authz/matcher): a star is a wildcard at one end only, and is a star elsewhere.
 */
public sealed interface TextPattern {

    /** Of what is written. */
    default int length() {
        return switch (this) {
            case Exact(var text) -> text.length();
            case Prefix(var text) -> text.length();
            case Suffix(var text) -> text.length();
            case Template(var template) -> 8 * template.text().length();
            case NonEmpty(), Present() -> 1;
        };
    }

    /** True if it matches. */
    boolean matches(String text);

    /** {@code x} */
    record Exact(String text) implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return candidate.equals(text);
        }
    }

    /** {@code x*} */
    record Prefix(String text) implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return candidate.startsWith(text);
        }
    }

    /** {@code *x}; a star at the start is looked for before one at the end, which then is a star. */
    record Suffix(String text) implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return candidate.endsWith(text);
        }
    }

    /** {@code *} in a path, which becomes the expression {@code .+}. */
    record NonEmpty() implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return !candidate.isEmpty();
        }
    }

    /** {@code *} in a header, which asks only that the header is there. */
    record Present() implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return true;
        }
    }

    /** A path with {@code {*}} or {@code {**}}. */
    record Template(PathTemplate template) implements TextPattern {
        @Override
        public boolean matches(String candidate) {
            return template.matches(candidate);
        }
    }

    /** A value of {@code paths} or {@code notPaths}. */
    static TextPattern ofPath(String value) {
        if (PathTemplate.isOne(value)) {
            return new Template(new PathTemplate(asBytes(value)));
        }
        return value.equals("*") ? new NonEmpty() : ofText(value);
    }

    /** A value of {@code methods}, or of a header. */
    static TextPattern ofHeader(String value) {
        return value.equals("*") ? new Present() : ofText(value);
    }

    /** A value of {@code hosts}; these are compared without regard to case. */
    static TextPattern ofHost(String value) {
        return ofHeader(value.toLowerCase(Locale.ROOT));
    }

    private static TextPattern ofText(String value) {
        String text = asBytes(value);
        if (text.startsWith("*")) {
            return new Suffix(text.substring(1));
        }
        return text.endsWith("*") ? new Prefix(text.substring(0, text.length() - 1)) : new Exact(text);
    }

    /** One character for each byte, as everywhere in these sets. */
    static String asBytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
