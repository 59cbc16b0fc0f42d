package io.sallyport.core.admission;

import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.DeploymentMode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.KServeConfig;
import io.sallyport.core.model.Names;
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
 * @param now         the time
 */
public record ClusterSnapshot(
        DeploymentMode defaultMode, GatewayState gateway, List<String> exempted, ClusterObjects objects, Instant now) {

    /** The snapshot that somebody would have who knows just these objects. */
    static ClusterSnapshot of(Surroundings surroundings, ExposureSettings settings, Instant now) {
        ClusterObjects objects = surroundings.objects();
        GatewayState gateway = surroundings.gateway(settings);
        List<String> exposed = objects.of(GroupKind.VIRTUAL_SERVICE).stream()
                .filter(Ownership::isOurs)
                .filter(route -> !Ownership.isOfGateway(route))
                .map(route -> route.path("metadata"))
                .map(metadata -> settings.path(
                        metadata.path("namespace").asText(), metadata.path("labels").path(Names.MODEL_LABEL).asText()))
                .toList();
        DeploymentMode mode = objects.find(
                        GroupKind.CONFIG_MAP, settings.kserve().namespace(), KServeConfig.NAME)
                .flatMap(KServeConfig::defaultMode)
                .orElse(KServeConfig.BUILT_IN);
        return new ClusterSnapshot(
                mode, gateway, ExemptedPaths.wanted(settings, gateway.lock(), () -> exposed), objects, now);
    }
}
