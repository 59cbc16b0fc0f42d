package io.sallyport.core.policy.space;

import io.sallyport.core.policy.language.Proof;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Ports of a listener.
 *
 * @param allBut true if they are all ports but the named ones
 * @param named  ports that exist
 */
public record PortValues(boolean allBut, Set<Integer> named) implements Values {
    private static final int COUNT = 65_536;

    public static final PortValues ALL = except(List.of());

    public PortValues {
        named = Set.copyOf(named);
    }

    /** These ports; a number that no port has is passed over. */
    public static PortValues of(Collection<Integer> ports) {
        return new PortValues(false, existing(ports));
    }

    /** Every port but these. */
    public static PortValues except(Collection<Integer> ports) {
        return new PortValues(true, existing(ports));
    }

    private static Set<Integer> existing(Collection<Integer> ports) {
        var existing = new TreeSet<>(ports);
        existing.removeIf(port -> port < 0 || COUNT <= port);
        return existing;
    }

    public boolean contains(int port) {
        return 0 <= port && port < COUNT && named.contains(port) != allBut;
    }

    /** Those that there are, the lowest first. */
    public IntStream stream() {
        return allBut
                ? IntStream.range(0, COUNT).filter(this::contains)
                : named.stream().mapToInt(Integer::intValue).sorted();
    }

    public boolean isEmpty() {
        return named.size() == (allBut ? COUNT : 0);
    }

    @Override
    public boolean isEmpty(Proof proof) {
        return isEmpty();
    }

    @Override
    public Values and(Values other) {
        var more = (PortValues) other;
        if (allBut && more.allBut) {
            var all = new TreeSet<>(named);
            all.addAll(more.named);
            return new PortValues(true, all);
        }
        PortValues few = allBut ? more : this;
        PortValues bound = allBut ? this : more;
        return new PortValues(false, new TreeSet<>(few.named.stream().filter(bound::contains).toList()));
    }

    @Override
    public List<Values> minus(Values other) {
        var less = (PortValues) other;
        return List.of(and(new PortValues(!less.allBut, less.named)));
    }

    @Override
    public long weight() {
        return 1 + named.size();
    }

    @Override
    public Values everything() {
        return ALL;
    }
}
