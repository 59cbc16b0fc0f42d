package io.sallyport.core.policy.space;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** Ports of a listener. */
public record PortValues(BitSet ports) implements Values {
    private static final int COUNT = 65_536;

    public static final PortValues ALL = except(List.of());

    public PortValues {
        ports = (BitSet) ports.clone();
    }

    /** These ports; a number that no port has is passed over. */
    public static PortValues of(Collection<Integer> ports) {
        BitSet set = new BitSet();
        ports.stream().filter(PortValues::exists).forEach(set::set);
        return new PortValues(set);
    }

    /** Every port but these. */
    public static PortValues except(Collection<Integer> ports) {
        BitSet set = new BitSet(COUNT);
        set.set(0, COUNT);
        ports.stream().filter(PortValues::exists).forEach(set::clear);
        return new PortValues(set);
    }

    private static boolean exists(int port) {
        return 0 <= port && port < COUNT;
    }

    @Override
    public boolean isEmpty() {
        return ports.isEmpty();
    }

    @Override
    public Values and(Values other) {
        BitSet set = (BitSet) ports.clone();
        set.and(((PortValues) other).ports);
        return new PortValues(set);
    }

    @Override
    public List<Values> minus(Values other) {
        BitSet set = (BitSet) ports.clone();
        set.andNot(((PortValues) other).ports);
        return List.of(new PortValues(set));
    }

    @Override
    public Values everything() {
        return ALL;
    }
}
