package io.sallyport.core.admission;

import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.DeploymentMode;
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
        DeploymentMode defaultMode, GatewayState gateway, List<String> exempted, ClusterObjects objects, Instant now) {}
