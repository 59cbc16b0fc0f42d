package io.sallyport.cli.input;

import io.sallyport.core.policy.AddressRange;
import io.sallyport.core.policy.Condition;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is known of a connection: the addresses of its two ends, as far as they were given. No client from outside has an
 * identity of the mesh.
 *
 * @param client      whose
 * @param destination of the gateway's Pod
 */
public record ConnectionAddresses(Optional<AddressRange> client, Optional<AddressRange> destination)
        implements Predicate<Condition.Opaque> {

    /**
     * @param client      null if it is not known
     * @param destination null if it is not known
     * @throws UnreadableInput if one is no address
     */
    public static ConnectionAddresses of(String client, String destination) {
        return new ConnectionAddresses(address("--client", client), address("--destination", destination));
    }

    @Override
    public boolean test(Condition.Opaque condition) {
        Optional<AddressRange> address = switch (condition.key()) {
            case "source.ip", "remote.ip" -> client;
            case "destination.ip" -> destination;
            default -> Optional.empty();
        };
        return address.isPresent()
                && condition.values().stream()
                        .flatMap(range -> AddressRange.parse(range).stream())
                        .anyMatch(range -> range.contains(address.get()));
    }

    private static Optional<AddressRange> address(String option, String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<AddressRange> address = text.contains("/") ? Optional.empty() : AddressRange.parse(text);
        if (address.isEmpty()) {
            throw new UnreadableInput(option + " " + text + " is no address: write it like 203.0.113.7");
        }
        return address;
    }
}
