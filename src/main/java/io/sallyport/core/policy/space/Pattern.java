package io.sallyport.core.policy.space;

import java.util.Objects;
import java.util.function.Supplier;

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

    /** A language that has a name of its own. */
    final class Named implements Pattern {
        private final String name;
        private final String head;
        private final Supplier<Language> language;

        /** @param name tells it from every other */
        public Named(String name, String head, Supplier<Language> language) {
            this.name = name;
            this.head = head;
            this.language = language;
        }

        @Override
        public String head() {
            return head;
        }

        @Override
        public boolean contains(String text) {
            return language().contains(text);
        }

        Language language() {
            return language.get();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Named named && name.equals(named.name);
        }

        @Override
        public int hashCode() {
            return Objects.hashCode(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
