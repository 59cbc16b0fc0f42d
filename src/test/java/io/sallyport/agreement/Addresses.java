package io.sallyport.agreement;

import io.sallyport.core.policy.Condition;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Both ends of the connections that we make, which is what conditions on addresses and peers are about.
 *
 * @param source      IPv4, of this program
 * @param destination IPv4, of the gateway's Pod
 */
record Addresses(String source, String destination) {

    /** Whether one of the condition's values matches; empty where we cannot know. */
    Optional<Boolean> match(Condition.Opaque condition) {
        if (condition.key().endsWith(".ip") && !condition.values().stream().allMatch(Addresses::isRange)) {
            return Optional.empty();
        }
        return switch (condition.key()) {
            case "source.ip", "remote.ip" -> Optional.of(anyHolds(condition, source));
            case "destination.ip" -> Optional.of(anyHolds(condition, destination));
            // There is no TLS, so nobody has an identity, and no name is asked for.
            case "source.namespace", "source.serviceAccount", "source.principal", "source.trustDomain", "connection.sni" ->
                Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static boolean isRange(String text) {
        return text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}(/([0-9]|[12][0-9]|3[0-2]))?");
    }

    private static boolean anyHolds(Condition.Opaque condition, String address) {
        return condition.values().stream().anyMatch(range -> holds(range, address));
    }

    private static boolean holds(String range, String address) {
        String[] parts = range.split("/");
        int length = parts.length == 1 ? Integer.SIZE : Integer.parseInt(parts[1]);
        return length == 0 || (bits(parts[0]) ^ bits(address)) >>> (Integer.SIZE - length) == 0;
    }

    private static int bits(String address) {
        try {
            return ByteBuffer.wrap(((Inet4Address) InetAddress.getByName(address)).getAddress()).getInt();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }
}
