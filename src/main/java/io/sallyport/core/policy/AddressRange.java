package io.sallyport.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as policies name them: {@code 203.0.113.7}, {@code 203.0.113.0/24}, {@code 2001:db8::/32}.
 *
 * <p>Istio reads them by Go's {@code net/netip} (pilot/pkg/networking/util AddrStrToPrefix), before that by {@code net}.
 *
 * @param bits   of the address, most significant first: 32 of IPv4, 128 of IPv6
 * @param length how many of them have to agree
 */
public record AddressRange(List<Boolean> bits, int length) {
    private static final int OCTETS = 4;
    private static final int GROUPS = 8;
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    /** Zones are for {@code netip} alone, leading zeros for older forms of {@code net}. */
    private static final Pattern READ_BY_SOME = Pattern.compile("%|(^|[./:])0[0-9]");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

    public AddressRange {
        bits = List.copyOf(bits);
    }

    /** False if every version of Istio takes it for no address. */
    static boolean mayBeRead(String text) {
        return parse(text).isPresent() || READ_BY_SOME.matcher(text).find();
    }

    /** Empty if it is none, or one only for some versions of Istio. */
    public static Optional<AddressRange> parse(String text) {
        String[] parts = text.split("/", -1);
        Optional<List<Boolean>> bits = parts.length > 2 ? Optional.empty() : address(parts[0]);
        if (bits.isEmpty() || parts.length == 1) {
            return bits.map(all -> new AddressRange(all, all.size()));
        }
        if (!LENGTH.matcher(parts[1]).matches() || Integer.parseInt(parts[1]) > bits.get().size()) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(bits.get(), Integer.parseInt(parts[1])));
    }

    /** True if it has all of the other's addresses; one of IPv4 has none of IPv6. */
    public boolean contains(AddressRange other) {
        return bits.size() == other.bits.size()
                && length <= other.length
                && bits.subList(0, length).equals(other.bits.subList(0, length));
    }

    private static Optional<List<Boolean>> address(String text) {
        return text.contains(":") ? sixth(text) : fourth(text).map(bytes -> bits(bytes, Byte.SIZE));
    }

    private static Optional<List<Integer>> fourth(String text) {
        String[] octets = text.split("\\.", -1);
        List<Integer> bytes = new ArrayList<>();
        for (String octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 0xff) {
                return Optional.empty();
            }
            bytes.add(Integer.parseInt(octet));
        }
        return bytes.size() == OCTETS ? Optional.of(bytes) : Optional.empty();
    }

    private static Optional<List<Boolean>> sixth(String text) {
        String[] halves = text.split("::", -1);
        Optional<List<Integer>> head = groups(halves[0], halves.length == 1);
        Optional<List<Integer>> tail = halves.length == 2 ? groups(halves[1], true) : Optional.of(List.of());
        if (halves.length > 2 || head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        int missing = GROUPS - head.get().size() - tail.get().size();
        if (halves.length == 1 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        List<Integer> all = new ArrayList<>(head.get());
        for (int i = 0; i < missing; i++) {
            all.add(0);
        }
        all.addAll(tail.get());
        return Optional.of(bits(all, Short.SIZE));
    }

    /** @param last whether these end the address, where one of IPv4 may be written */
    private static Optional<List<Integer>> groups(String text, boolean last) {
        List<Integer> groups = new ArrayList<>();
        String[] words = text.isEmpty() ? new String[0] : text.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            Optional<List<Integer>> four = last && i == words.length - 1 && words[i].contains(".") ? fourth(words[i]) : Optional.empty();
            if (four.isPresent()) {
                groups.add(four.get().get(0) << Byte.SIZE | four.get().get(1));
                groups.add(four.get().get(2) << Byte.SIZE | four.get().get(3));
            } else if (GROUP.matcher(words[i]).matches()) {
                groups.add(Integer.parseInt(words[i], 16));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(groups);
    }

    private static List<Boolean> bits(List<Integer> numbers, int size) {
        List<Boolean> bits = new ArrayList<>();
        for (int number : numbers) {
            for (int i = size - 1; i >= 0; i--) {
                bits.add((number >> i & 1) == 1);
            }
        }
        return bits;
    }
}
