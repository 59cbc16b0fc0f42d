package io.sallyport.core.admission;

import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.util.Optional;

/**
 * The cluster around a write that is only rehearsed.
 *
 * @param objects   what is there
 * @param issuer    of the API server's ServiceAccount tokens; empty if nobody asked it
 * @param manifests true if these are manifests: what Sallyport itself writes is then not among them, and taken as written
 */
public record Surroundings(ClusterObjects objects, Optional<String> issuer, boolean manifests) {
    /** Of nearly every cluster that was told nothing else (kubeadm, kind). */
    private static final String USUAL_ISSUER = "https://kubernetes.default.svc.cluster.local";

    /** A cluster of which there are only manifests. */
    public static Surroundings ofManifests(ClusterObjects objects) {
        return new Surroundings(objects, Optional.of(USUAL_ISSUER), true);
    }

    /** A cluster that was read. */
    public static Surroundings ofCluster(ClusterObjects objects, Optional<String> issuer) {
        return new Surroundings(objects, issuer, false);
    }

    /** The same with other objects. */
    Surroundings after(ClusterObjects changed) {
        return new Surroundings(changed, issuer, manifests);
    }

    GatewayState gateway(ExposureSettings settings) {
        String root = GuardedGateway.rootNamespace(objects, settings);
        GatewayState state = ObservedGateway.of(objects, settings, root, issuer, "").state(settings);
        return manifests ? state.withKeys(settings) : state;
    }
}
