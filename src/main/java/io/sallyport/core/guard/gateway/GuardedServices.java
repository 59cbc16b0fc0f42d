package io.sallyport.core.guard.gateway;

import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.model.signin.SignInServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Services that may not come to mean something else: those that sign people in, the gateway's, and istiod's, which tells
 * the gateway what to ask.
 */
public final class GuardedServices {
    /** As Istio's charts name it; of another revision with its name behind. */
    private static final String ISTIOD = "istiod";

    private final List<ServiceName> istiod;
    private final List<ServiceName> services;

    public GuardedServices(ExposureSettings settings) {
        String namespace = settings.gateway().namespace();
        this.istiod = List.of(new ServiceName(namespace, ISTIOD), new ServiceName(namespace, ISTIOD + "-*"));
        this.services = Stream.of(
                        signIn(settings).stream().flatMap(SignInServer::all),
                        Stream.of(gateway(settings)),
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

    public boolean isIstiod(ServiceName service) {
        return istiod.stream().anyMatch(known -> known.covers(service));
    }
}
