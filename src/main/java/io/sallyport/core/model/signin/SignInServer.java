package io.sallyport.core.model.signin;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who may serve paths that need no token. What an admin trusts here is a namespace: whoever may write routes and Services
 * in one of these may answer for these paths, so that a name which is made anew each time needs no other proof.
 *
 * @param namespaces of the objects that may route there
 * @param services   {@code name} for one of the route's own namespace, or {@code namespace/name}; a star at the end matches
 *                   for any rest
 * @param paths      as Istio writes them; empty means every path that the settings leave open
 */
public record SignInServer(List<String> namespaces, List<String> services, List<String> paths) {

    public SignInServer {
        namespaces = List.copyOf(namespaces);
        services = List.copyOf(services);
        paths = List.copyOf(paths);
    }

    /**
     * Kubeflow's own: Dex and oauth2-proxy since 1.9, the authservice before; and cert-manager's solver of HTTP-01
     * challenges for the gateway's certificate, whose name is another each time (pkg/issuer/acme/http/service.go). Each
     * matters only where a policy exempts its paths.
     */
    public static List<SignInServer> ofKubeflow(String gatewayNamespace) {
        return List.of(
                new SignInServer(List.of("auth"), List.of("dex"), List.of()),
                new SignInServer(List.of("oauth2-proxy"), List.of("oauth2-proxy"), List.of()),
                new SignInServer(List.of(gatewayNamespace), List.of("authservice"), List.of()),
                new SignInServer(
                        List.of(gatewayNamespace), List.of("cm-acme-http-solver-*"), List.of("/.well-known/acme-challenge/*")));
    }

    /** The Services by which it serves, each as the namespace would name it whose routes lead there. */
    public Stream<ServiceName> all() {
        return namespaces.stream().flatMap(namespace -> services.stream().map(service -> ServiceName.of(service, namespace)));
    }

    /** Whether a route of this namespace may lead to this Service. */
    public boolean approves(String namespace, ServiceName service) {
        return namespaces.contains(namespace)
                && services.stream().anyMatch(approved -> ServiceName.of(approved, namespace).covers(service));
    }
}
