package io.sallyport.agreement;

import io.sallyport.core.policy.AddressRange;
import io.sallyport.core.policy.Condition;
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
        return switch (condition.key()) {
            case "source.ip", "remote.ip" -> Optional.of(anyHolds(condition, source));
            case "destination.ip" -> Optional.of(anyHolds(condition, destination));
            // There is no TLS, so nobody has an identity, and no name is asked for.
            case "source.namespace", "source.serviceAccount", "source.principal", "source.trustDomain", "connection.sni" ->
                Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static boolean anyHolds(Condition.Opaque condition, String address) {
        AddressRange one = AddressRange.parse(address).orElseThrow();
        return condition.values().stream().anyMatch(range -> AddressRange.parse(range).filter(all -> all.contains(one)).isPresent());
    }
}
