package io.sallyport.core.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who misspelt a name. */
public final class NearMiss {
    private NearMiss() {}

    /**
     * The one of these names that is nearest to what was written; empty if none is near, or one was hit.
     *
     * @param known names as they are to be written
     */
    public static Optional<String> of(String written, Collection<String> known) {
        return known.contains(written)
                ? Optional.empty()
                : known.stream()
                        .filter(name -> distance(plain(written), plain(name)) <= allowance(name))
                        .min(Comparator.comparingInt(name -> distance(plain(written), plain(name))));
    }

    /** One slip in eight letters, and none in a short name: {@code v1} is no misspelt {@code v2}. */
    private static int allowance(String name) {
        return name.length() < 5 ? 0 : Math.max(1, name.length() / 8);
    }

    /** Capital letters, and separators between words, are the commonest slips of all. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.\\s]", "");
    }

    /** How many letters have to be added, left out, replaced, or exchanged with their neighbour (Damerau and Levenshtein). */
    private static int distance(String left, String right) {
        int[][] costs = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                costs[i][j] = i == 0 || j == 0 ? i + j : cheapest(costs, left, right, i, j);
            }
        }
        return costs[left.length()][right.length()];
    }

    private static int cheapest(int[][] costs, String left, String right, int i, int j) {
        int replaced = costs[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
        boolean exchanged = i > 1 && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        return exchanged ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
    }
}
