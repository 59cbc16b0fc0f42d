package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.guard.gateway.MeshConfigMaps;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who may stand behind the paths that need no token: what signs people in. These are the hosts of the issuers that the
 * gateway believes, the services that the mesh asks, and what Kubeflow calls them.
 */
final class SignInBackends {
    private static final Set<String> OF_KUBEFLOW =
            Set.of("dex.auth", "oauth2-proxy.oauth2-proxy", "authservice.istio-system", "dex.kubeflow");

    private final String clusterDomain;
    private final Set<String> hosts = new TreeSet<>();

    SignInBackends(ClusterObjects cluster, ExposureSettings settings) {
        String namespace = settings.gateway().namespace();
        clusterDomain = settings.clusterDomain();
        OF_KUBEFLOW.forEach(this::add);
        for (JsonNode rules : cluster.in(namespace, GroupKind.REQUEST_AUTHENTICATION)) {
            Json.elements(rules.at("/spec/jwtRules")).forEach(rule -> addHostOf(rule.path("issuer").asText()));
        }
        ObjectNode mesh = MeshConfigMaps.inForce(cluster, namespace).orElseGet(Json::object);
        for (JsonNode provider : Json.elements(mesh.path("extensionProviders"))) {
            provider.properties().forEach(kind -> add(kind.getValue().path("service").asText("")));
        }
    }

    /** @param host a full name, as a route writes it */
    boolean contain(String host) {
        return hosts.contains(normal(host));
    }

    private void addHostOf(String url) {
        try {
            String host = URI.create(url).getHost();
            // An issuer outside the cluster is nobody's backend; the API server's own is not one that signs in.
            if (host != null && host.endsWith(".svc." + clusterDomain) && !host.startsWith("kubernetes.default.")) {
                add(host);
            }
        } catch (IllegalArgumentException e) {
            // Not a URL, so no host.
        }
    }

    private void add(String host) {
        if (!host.isEmpty()) {
            hosts.add(normal(host.contains("/") ? host.substring(host.indexOf('/') + 1) : host));
        }
    }

    private String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.replaceFirst("\\.svc(\\." + Pattern.quote(clusterDomain) + ")?$", "");
    }
}
