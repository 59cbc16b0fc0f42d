package io.sallyport.core.policy.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Patterns of which none may match. Whether one of them matches a text is found without asking each, and the first so many
 * of them are a set that shares what is known of all.
 */
public final class PatternSet {
    public static final PatternSet NONE = new PatternSet(List.of(), 0, new HashMap<>(), new TreeSet<>(), List.of());

    /** The place of a pattern that is just a text; {@code form} tells whole texts, beginnings and endings apart. */
    private record Fixed(Class<? extends Pattern> form, boolean ignoreCase, String text) {}

    private final List<Pattern> patterns;
    private final int size;
    private final Map<Fixed, Integer> places;
    private final TreeSet<Integer> lengths;
    private final List<Integer> named;

    private PatternSet(
            List<Pattern> patterns, int size, Map<Fixed, Integer> places, TreeSet<Integer> lengths, List<Integer> named) {
        this.patterns = patterns;
        this.size = size;
        this.places = places;
        this.lengths = lengths;
        this.named = named;
    }

    public static PatternSet of(Collection<? extends Pattern> patterns) {
        if (patterns.isEmpty()) {
            return NONE;
        }
        List<Pattern> all = List.copyOf(new LinkedHashSet<>(patterns));
        Map<Fixed, Integer> places = new HashMap<>();
        var lengths = new TreeSet<Integer>();
        List<Integer> named = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            switch (all.get(i)) {
                case Pattern.Whole(var text, var folded) -> places.putIfAbsent(fixed(Pattern.Whole.class, folded, text), i);
                case Pattern.Beginning(var text, var folded) -> {
                    places.putIfAbsent(fixed(Pattern.Beginning.class, folded, text), i);
                    lengths.add(text.length());
                }
                case Pattern.Ending(var text, var folded) -> {
                    places.putIfAbsent(fixed(Pattern.Ending.class, folded, text), i);
                    lengths.add(text.length());
                }
                case Pattern.Named _ -> named.add(i);
            }
        }
        return new PatternSet(all, all.size(), places, lengths, named);
    }

    private static Fixed fixed(Class<? extends Pattern> form, boolean ignoreCase, String text) {
        return new Fixed(form, ignoreCase, ignoreCase ? TextTree.lower(text) : text);
    }

    /** The first so many of these. */
    public PatternSet first(int count) {
        return count == 0 ? NONE : new PatternSet(patterns, count, places, lengths, named);
    }

    public PatternSet and(PatternSet more) {
        if (isEmpty() || more.isEmpty()) {
            return isEmpty() ? more : this;
        }
        List<Pattern> all = new ArrayList<>(list());
        all.addAll(more.list());
        return of(all);
    }

    /** Those that are not among these. */
    public PatternSet without(PatternSet less) {
        if (less.isEmpty()) {
            return this;
        }
        var left = new LinkedHashSet<>(list());
        less.list().forEach(left::remove);
        return of(left);
    }

    public List<Pattern> list() {
        return patterns.subList(0, size);
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whether one of them matches. */
    public boolean matches(String text) {
        if (isEmpty()) {
            return false;
        }
        String lower = TextTree.lower(text);
        if (has(Pattern.Whole.class, text, lower)) {
            return true;
        }
        for (int length : lengths.headSet(text.length(), true)) {
            int rest = text.length() - length;
            if (has(Pattern.Beginning.class, text.substring(0, length), lower.substring(0, length))
                    || has(Pattern.Ending.class, text.substring(rest), lower.substring(rest))) {
                return true;
            }
        }
        return named.stream().anyMatch(place -> place < size && patterns.get(place).contains(text));
    }

    /** What it takes to tell whether one of them matches a text of this length. */
    long cost(int length) {
        long compared = 4L * length;
        for (int fixed : lengths.headSet(length, true)) {
            compared += 16 + 4L * fixed;
        }
        return 1 + compared / 8 + (long) named.size() * (1 + length);
    }

    private boolean has(Class<? extends Pattern> form, String text, String lower) {
        return places.getOrDefault(new Fixed(form, false, text), size) < size
                || places.getOrDefault(new Fixed(form, true, lower), size) < size;
    }
}
