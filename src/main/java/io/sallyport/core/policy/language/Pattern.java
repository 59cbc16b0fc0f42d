package io.sallyport.core.policy.language;

/**
 * One of many languages whose union is asked for. Two that are equal are known to hold the same texts without looking
 * into either, and most pairs are known to have nothing in common by how their texts begin; with thousands of them, that
 * is what keeps a proof short.
 */
public sealed interface Pattern {

    /** What every text of it begins with; empty where that is not known. */
    String head();

    boolean contains(String text);

    /** Just this text. */
    record Whole(String text, boolean ignoreCase) implements Pattern {
        @Override
        public String head() {
            return ignoreCase ? "" : text;
        }

        @Override
        public boolean contains(String candidate) {
            return candidate.length() == text.length() && candidate.regionMatches(ignoreCase, 0, text, 0, text.length());
        }
    }

    /** Every text that begins with this one. */
    record Beginning(String text, boolean ignoreCase) implements Pattern {
        @Override
        public String head() {
            return ignoreCase ? "" : text;
        }

        @Override
        public boolean contains(String candidate) {
            return candidate.regionMatches(ignoreCase, 0, text, 0, text.length());
        }
    }

    /** Every text that ends with this one. */
    record Ending(String text, boolean ignoreCase) implements Pattern {
        @Override
        public String head() {
            return "";
        }

        @Override
        public boolean contains(String candidate) {
            int start = candidate.length() - text.length();
            return candidate.regionMatches(ignoreCase, start, text, 0, text.length());
        }
    }

    /** A language of its own. */
    record Named(String name, String head, Language language) implements Pattern {
        @Override
        public boolean contains(String text) {
            return language.contains(text);
        }
    }
}
