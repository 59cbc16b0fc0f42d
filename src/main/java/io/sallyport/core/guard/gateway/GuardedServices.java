package io.sallyport.core.guard.gateway;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.model.signin.SignInServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Services that may not come to mean something else: those that sign people in, the gateway's, and istiod's, which tells
 * the gateway what to ask.
 */
public final class GuardedServices {
    /** As Istio's charts name it; of another revision with its name behind. */
    private static final String ISTIOD = "istiod";

    private static final Map<String, String> ISTIODS_LABELS = Map.of("app", ISTIOD);

    private final ServiceName gateway;
    private final Map<String, String> gatewayLabels;
    private final List<ServiceName> istiod;
    private final List<ServiceName> services;

    public GuardedServices(ExposureSettings settings) {
        String namespace = settings.gateway().namespace();
        this.gateway = gateway(settings);
        this.gatewayLabels = settings.gateway().selector();
        this.istiod = List.of(new ServiceName(namespace, ISTIOD), new ServiceName(namespace, ISTIOD + "-*"));
        this.services = Stream.of(
                        signIn(settings).stream().flatMap(SignInServer::all),
                        Stream.of(gateway),
                        istiod.stream())
                .flatMap(found -> found)
                .distinct()
                .toList();
    }

    /** What the settings say, and the issuers whose keys they fetch from a Service: an admin trusts it already. */
    public static List<SignInServer> signIn(ExposureSettings settings) {
        List<SignInServer> servers = new ArrayList<>(settings.guard().signIn());
        settings.guard().issuers().forEach((issuer, source) -> ServiceName.ofUrl(source.equals("discovery") ? issuer : source, settings.clusterDomain())
                .ifPresent(service -> servers.add(
                        new SignInServer(List.of(service.namespace()), List.of(service.name()), List.of()))));
        return servers;
    }

    public static ServiceName gateway(ExposureSettings settings) {
        return new ServiceName(settings.gateway().namespace(), settings.gateway().service());
    }

    /** All of them, some by the beginning of their name. */
    public List<ServiceName> all() {
        return services;
    }

    public boolean contain(ServiceName service) {
        return services.stream().anyMatch(guarded -> guarded.covers(service));
    }

    /** Labels by which the Pods of a Service are known and judged one by one; empty if an editor there may choose them. */
    public Optional<Map<String, String>> pods(ServiceName service) {
        if (service.equals(gateway)) {
            return Optional.of(gatewayLabels);
        }
        return isIstiod(service) ? Optional.of(ISTIODS_LABELS) : Optional.empty();
    }

    public boolean isIstiod(ServiceName service) {
        return istiod.stream().anyMatch(known -> known.covers(service));
    }
}
