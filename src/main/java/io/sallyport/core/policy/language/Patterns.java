package io.sallyport.core.policy.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Languages of many patterns. */
public final class Patterns {
    private Patterns() {}

    /** The texts of at least one of them. */
    public static Language union(Collection<? extends Pattern> patterns) {
        return Language.union(groups(patterns));
    }

    /** The same as few languages that are each quickly built. Their union may not be: it tells apart which one matched. */
    public static List<Language> groups(Collection<? extends Pattern> patterns) {
        List<Language> groups = new ArrayList<>();
        for (boolean ignoreCase : List.of(false, true)) {
            List<String> whole = new ArrayList<>();
            List<String> beginnings = new ArrayList<>();
            List<String> endings = new ArrayList<>();
            for (Pattern pattern : patterns) {
                switch (pattern) {
                    case Pattern.Whole(var text, var folded) when folded == ignoreCase -> whole.add(text);
                    case Pattern.Beginning(var text, var folded) when folded == ignoreCase -> beginnings.add(text);
                    case Pattern.Ending(var text, var folded) when folded == ignoreCase -> endings.add(text);
                    default -> {}
                }
            }
            if (!whole.isEmpty() || !beginnings.isEmpty()) {
                groups.add(new Language.Listed(whole, beginnings, ignoreCase));
            }
            if (!endings.isEmpty()) {
                groups.add(Language.sequence(Language.EVERYTHING, new Language.Listed(endings, List.of(), ignoreCase)));
            }
        }
        for (Pattern pattern : patterns) {
            if (pattern instanceof Pattern.Named named) {
                groups.add(named.language());
            }
        }
        return groups;
    }
}
