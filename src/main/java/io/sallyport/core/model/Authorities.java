package io.sallyport.core.model;

import java.util.List;
import java.util.stream.Stream;

/** Hosts as they arrive in {@code :authority}, where AuthorizationPolicies compare them with their port. */
final class Authorities {
    private static final List<String> USUAL_PORTS = List.of("", ":80", ":443");

    private Authorities() {}

    /** A host without a port also with those that browsers leave out, and other clients write. */
    static List<String> of(List<String> hosts) {
        return hosts.stream()
                .flatMap(host -> host.contains(":") ? Stream.of(host) : USUAL_PORTS.stream().map(port -> host + port))
                .distinct()
                .toList();
    }
}
