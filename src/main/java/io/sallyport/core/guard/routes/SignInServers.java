package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.gateway.GuardedServices;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.signin.ServiceName;
import io.sallyport.core.model.signin.SignInServer;
import io.sallyport.core.policy.language.Language;
import io.sallyport.core.policy.proof.SignInPaths;
import io.sallyport.core.route.match.RouteAction.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may serve the paths that need no token, as the settings say. Nothing is guessed from objects of the cluster:
 * whoever may write one of them would choose by it who serves the sign-in.
 */
public final class SignInServers {
    /** On the Namespaces that Kubeflow's profile controller makes. */
    private static final String PART_OF = "app.kubernetes.io/part-of";

    private static final String PROFILE = "kubeflow-profile";

    private final ClusterObjects cluster;
    private final String clusterDomain;
    private final List<SignInServer> servers;
    private final Language open;

    public SignInServers(ClusterObjects cluster, ExposureSettings settings) {
        this.cluster = cluster;
        this.clusterDomain = settings.clusterDomain();
        this.servers = GuardedServices.signIn(settings);
        List<String> paths = new ArrayList<>(settings.gateway().signIn().paths());
        paths.addAll(settings.guard().allowedExemptions());
        this.open = SignInPaths.language(paths);
    }

    /** Whether the settings name this namespace at all. */
    boolean know(String namespace) {
        return servers.stream().anyMatch(server -> server.namespaces().contains(namespace));
    }

    /** The paths that routes of this namespace may take to each of these; none if one of them is not approved. */
    public Language paths(String namespace, List<Backend> receivers) {
        if (receivers.isEmpty() || isOfAPerson(namespace)) {
            return Language.NOTHING;
        }
        return receivers.stream().map(receiver -> paths(namespace, receiver)).reduce(Language.EVERYTHING, Language::and);
    }

    private Language paths(String namespace, Backend receiver) {
        Optional<ServiceName> service = ServiceName.ofHost(receiver.host(), clusterDomain).filter(name -> !isAlias(name));
        return service.map(name -> Language.union(servers.stream()
                        .filter(server -> server.approves(namespace, name))
                        .map(server -> server.paths().isEmpty() ? open : SignInPaths.language(server.paths()))
                        .toList()))
                .orElse(Language.NOTHING);
    }

    /**
     * One of type ExternalName is another host. A Service that is not there leads nowhere, and nothing else can bear its
     * name; it may come a moment after the route.
     */
    private boolean isAlias(ServiceName service) {
        return cluster.find(GroupKind.SERVICE, service.namespace(), service.name())
                .filter(object -> object.at("/spec/type").asText().equals("ExternalName"))
                .isPresent();
    }

    /** Kubeflow gives whoever registers a namespace of a name that he chooses, if it is free. */
    private boolean isOfAPerson(String namespace) {
        return cluster.find(GroupKind.NAMESPACE, "", namespace)
                .map(object -> object.at("/metadata/labels"))
                .filter(labels -> labels.path(PART_OF).asText().equals(PROFILE))
                .isPresent();
    }
}
