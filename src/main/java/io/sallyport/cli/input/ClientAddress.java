package io.sallyport.cli.input;

import io.sallyport.core.policy.Condition;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is known of a connection: the client's address, if somebody gave it. No client from outside has an identity of
 * the mesh.
 */
public final class ClientAddress implements Predicate<Condition.Opaque> {
    private static final Set<String> OF_CLIENT = Set.of("source.ip", "remote.ip");

    private final InetAddress address;

    /** @param text null if it is not known */
    public ClientAddress(String text) {
        address = text == null ? null : parsed(text);
    }

    @Override
    public boolean test(Condition.Opaque condition) {
        return address != null
                && OF_CLIENT.contains(condition.key())
                && condition.values().stream().anyMatch(this::isIn);
    }

    private boolean isIn(String range) {
        String[] parts = range.split("/", 2);
        try {
            byte[] network = InetAddress.ofLiteral(parts[0]).getAddress();
            byte[] own = address.getAddress();
            int length = parts.length < 2 ? network.length * Byte.SIZE : Integer.parseInt(parts[1]);
            if (network.length != own.length) {
                return false;
            }
            for (int i = 0; i < Math.min(length, own.length * Byte.SIZE); i++) {
                if (bit(network, i) != bit(own, i)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) == 1;
    }

    private static InetAddress parsed(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new UnreadableInput("--client " + text + " is no address: write it like 203.0.113.7");
        }
    }
}
