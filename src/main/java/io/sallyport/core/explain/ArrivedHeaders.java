package io.sallyport.core.explain;

import io.sallyport.core.model.Counterexample.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a gateway of Istio makes of a client's headers before any policy looks at them. It is the edge: addresses and the
 * scheme are its own, and what a client says to Envoy itself is taken off (conn_manager_utility.cc mutateRequestHeaders,
 * with {@code useRemoteAddress} and no trusted proxies, which is how istiod configures a gateway).
 */
public final class ArrivedHeaders {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String ADDRESS = "x-envoy-external-address";
    private static final String PROTO = "x-forwarded-proto";
    private static final String REQUEST_ID = "x-request-id";
    /** In place of the address of a client that was not told. */
    private static final String UNKNOWN = "unknown";
    /** In place of one made by chance. */
    private static final String SOME_ID = "00000000-0000-4000-8000-000000000000";

    private static final Set<String> TAKEN_OFF = Set.of(
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "x-envoy-decorator-operation",
            "x-envoy-downstream-service-cluster",
            "x-envoy-downstream-service-node",
            "x-envoy-expected-rq-timeout-ms",
            "x-envoy-force-trace",
            "x-envoy-hedge-on-per-try-timeout",
            "x-envoy-internal",
            "x-envoy-ip-tags",
            "x-envoy-max-retries",
            "x-envoy-original-host",
            "x-envoy-original-path",
            "x-envoy-original-url",
            "x-envoy-retriable-header-names",
            "x-envoy-retriable-status-codes",
            "x-envoy-retry-grpc-on",
            "x-envoy-retry-on",
            "x-envoy-upstream-alt-stat-name",
            "x-envoy-upstream-rq-per-try-timeout-ms",
            "x-envoy-upstream-rq-timeout-alt-response",
            "x-envoy-upstream-rq-timeout-ms",
            "x-forwarded-client-cert");
    private static final Set<String> REPLACED = Set.of(FORWARDED_FOR, ADDRESS, PROTO, REQUEST_ID);

    private ArrivedHeaders() {}

    /**
     * @param scheme of the connection
     * @param client its address, if it is known
     */
    public static List<Header> of(List<Header> sent, String scheme, Optional<String> client) {
        List<Header> arrived = new ArrayList<>(
                sent.stream().filter(header -> !isOfTheGateway(header.name())).toList());
        String address = client.orElse(UNKNOWN);
        String hops = Stream.concat(
                        sent.stream().filter(header -> header.name().equalsIgnoreCase(FORWARDED_FOR)).map(Header::value),
                        Stream.of(address))
                .filter(value -> !value.isEmpty())
                .collect(Collectors.joining(","));
        arrived.add(new Header(FORWARDED_FOR, hops));
        arrived.add(new Header(PROTO, scheme));
        arrived.add(new Header(ADDRESS, address));
        arrived.add(new Header(REQUEST_ID, SOME_ID));
        return arrived;
    }

    /** True if a client cannot choose what arrives under this name, or not freely. */
    public static boolean isOfTheGateway(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return TAKEN_OFF.contains(lower) || REPLACED.contains(lower);
    }
}
