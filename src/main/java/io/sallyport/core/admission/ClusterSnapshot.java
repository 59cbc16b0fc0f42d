package io.sallyport.core.admission;

import io.sallyport.core.companion.CompanionPlanner;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.companion.PodLock;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.NamespaceRoutes;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.KServeConfig;
import io.sallyport.core.policy.proof.ExemptedPaths;
import java.time.Instant;
import java.util.List;

/**
 * What admission knows of the cluster, read from informer caches at the time of the request.
 *
 * @param defaultMode KServe's mode for objects that name none
 * @param gateway     the gateway
 * @param exempted    paths that the sign-in page is to leave alone
 * @param objects     what the guard looks at
 * @param root        namespace whose policies hold for every workload of the mesh
 * @param routes      that the models of a namespace ask for
 * @param now         the time
 */
public record ClusterSnapshot(
        DeploymentMode defaultMode,
        GatewayState gateway,
        List<String> exempted,
        ClusterObjects objects,
        String root,
        NamespaceRoutes.Source routes,
        Instant now) {

    /** What is going to lock a model that asks to be exposed, besides the gateway. */
    public PodLock lock(Exposure.Asked asked, ExposureSettings settings) {
        return new CompanionPlanner(settings).lock(asked, gateway, MeshState.of(asked.service(), objects, root));
    }

    /**
     * True if its Pods refuse what shows them neither an identity that they know nor a caller's token.
     *
     * @param lock that it is going to have
     */
    boolean judgesAtPod(Exposure.Asked asked, PodLock lock) {
        return MeshState.of(asked.service(), objects, root).restricted()
                || (lock instanceof PodLock.AtPod(boolean _, boolean denies, Hops hops) && denies && hops.complete());
    }

    /** The snapshot that somebody would have who knows just these objects. */
    public static ClusterSnapshot of(Surroundings surroundings, ExposureSettings settings, Instant now) {
        ClusterObjects objects = surroundings.objects();
        String root = GuardedGateway.rootNamespace(objects, settings);
        GatewayState gateway = surroundings.gateway(settings);
        List<String> exposed = objects.of(GroupKind.VIRTUAL_SERVICE).stream()
                .filter(Ownership::isOurs)
                .filter(route -> !Ownership.isOfGateway(route))
                .map(route -> settings.path(route.path("metadata").path("namespace").asText(), Ownership.model(route)))
                .toList();
        DeploymentMode mode = objects.find(
                        GroupKind.CONFIG_MAP, settings.kserve().namespace(), KServeConfig.NAME)
                .flatMap(KServeConfig::defaultMode)
                .orElse(KServeConfig.BUILT_IN);
        return new ClusterSnapshot(
                mode, gateway, ExemptedPaths.wanted(settings, gateway.lock(), () -> exposed), objects, root,
                NamespaceRoutes.among(objects, mode, settings, now), now);
    }
}
