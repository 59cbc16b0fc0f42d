package io.sallyport.core.model.signin;

import java.net.URI;
import java.util.Optional;

/**
 * A Service of Kubernetes.
 *
 * @param name with a star at its end for all that begin like that
 */
public record ServiceName(String namespace, String name) {
    private static final String ANY_REST = "*";

    /** @param text {@code name} in the home namespace, or {@code namespace/name} */
    public static ServiceName of(String text, String home) {
        int slash = text.indexOf('/');
        return slash < 0 ? new ServiceName(home, text) : new ServiceName(text.substring(0, slash), text.substring(slash + 1));
    }

    /**
     * The Service that Istio takes a full host for: it compares the text as it is, so that another case, or a name that
     * lacks the cluster's domain, is no Service of Kubernetes (pilot/pkg/model/config.go, ResolveShortnameToFQDN).
     */
    public static Optional<ServiceName> ofHost(String host, String clusterDomain) {
        String rest = ".svc." + clusterDomain;
        String[] parts = host.endsWith(rest) ? host.substring(0, host.length() - rest.length()).split("\\.", -1) : new String[0];
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new ServiceName(parts[1], parts[0]))
                : Optional.empty();
    }

    /** The Service whose DNS name is in a URL: {@code name.namespace.svc}, with the cluster's domain or without. */
    public static Optional<ServiceName> ofUrl(String url, String clusterDomain) {
        try {
            return Optional.ofNullable(URI.create(url).getHost())
                    .flatMap(host -> ofHost(host.endsWith(".svc") ? host + "." + clusterDomain : host, clusterDomain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public boolean covers(ServiceName other) {
        return namespace.equals(other.namespace)
                && (name.endsWith(ANY_REST)
                        ? other.name.startsWith(name.substring(0, name.length() - 1))
                        : other.name.equals(name));
    }

    /** Whether it names one Service only. */
    public boolean exact() {
        return !name.endsWith(ANY_REST);
    }

    public String host(String clusterDomain) {
        return name + "." + namespace + ".svc." + clusterDomain;
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
