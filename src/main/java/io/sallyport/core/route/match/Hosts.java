package io.sallyport.core.route.match;

import io.sallyport.core.policy.language.CharacterSet;
import io.sallyport.core.policy.language.Language;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Hosts of routes: exact, {@code *.x}, or {@code *}; Envoy takes the most specific, and does not look at the port. */
public final class Hosts {
    /** Every host. */
    public static final String ANY = "*";

    private static final Language PORT = Language.sequence(
                    Language.exactly(":"), Language.madeOf(CharacterSet.range('0', '9')))
            .optional()
            .fixed();

    private Hosts() {}

    /** True if requests for this host, without a port, may come to these routes. */
    public static boolean covers(String pattern, String host) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        return wanted.startsWith(ANY)
                ? wanted.equals(ANY) || name.length() >= wanted.length() && name.endsWith(wanted.substring(1))
                : wanted.equals(name);
    }

    /** The one that Envoy takes: the exact one before the longest wildcard. */
    public static Optional<String> mostSpecific(Collection<String> patterns, String host) {
        return patterns.stream()
                .filter(pattern -> covers(pattern, host))
                .max(Comparator.<String>comparingInt(pattern -> pattern.startsWith(ANY) ? 0 : 1)
                        .thenComparingInt(String::length));
    }

    /** What both cover, as Istio intersects the hosts of a route with those of a server. */
    public static Optional<String> common(String one, String other) {
        if (one.equalsIgnoreCase(other)) {
            return Optional.of(one.toLowerCase(Locale.ROOT));
        }
        String shorter = one.length() < other.length() ? one : other;
        String longer = shorter.equals(one) ? other : one;
        if (!one.startsWith(ANY) || !other.startsWith(ANY)) {
            String wildcard = one.startsWith(ANY) ? one : other;
            String exact = wildcard.equals(one) ? other : one;
            return wildcard.startsWith(ANY) && (wildcard.equals(ANY) || covers(wildcard, exact))
                    ? Optional.of(exact.toLowerCase(Locale.ROOT))
                    : Optional.empty();
        }
        return longer.toLowerCase(Locale.ROOT).endsWith(shorter.substring(1).toLowerCase(Locale.ROOT))
                ? Optional.of(longer.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    /** As a Gateway's server names it, without the namespaces whose routes it takes for it. */
    public static String withoutNamespace(String host) {
        return host.substring(host.indexOf('/') + 1);
    }

    /** Without its port; of an IPv6 address with its brackets. */
    public static String withoutPort(String host) {
        return host.replaceFirst(":[0-9]*$", "");
    }

    /** Every value of the header that is for this host. */
    public static Language language(String pattern) {
        return language(List.of(pattern));
    }

    /** Every value of the header that is for one of these hosts. */
    public static Language language(Collection<String> patterns) {
        if (patterns.contains(ANY)) {
            return Language.EVERYTHING;
        }
        List<String> names = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        patterns.forEach(pattern -> {
            if (pattern.startsWith(ANY)) {
                ends.add(pattern.substring(1));
            } else {
                names.add(pattern);
            }
        });
        Language exact = new Language.Listed(names, List.of(), true);
        Language below = Language.sequence(
                Language.oneOf(CharacterSet.range('!', '~')), Language.EVERYTHING, new Language.Listed(ends, List.of(), true));
        Language name = ends.isEmpty() ? exact : names.isEmpty() ? below : exact.or(below);
        return Language.sequence(name, PORT);
    }
}
