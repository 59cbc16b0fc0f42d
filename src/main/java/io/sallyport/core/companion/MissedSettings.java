package io.sallyport.core.companion;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings that name something which is not there. What would be written by them would lead nowhere, or take a lock off the
 * Pods that it is meant for.
 */
final class MissedSettings {
    private MissedSettings() {}

    /**
     * One sentence each, which begins with the setting's path; empty if the settings fit the cluster.
     *
     * @param issuer of the API server's ServiceAccount tokens; empty until it has been read
     */
    static List<String> of(ClusterObjects cluster, ExposureSettings settings, Optional<String> issuer) {
        List<String> missed = new ArrayList<>();
        String[] name = settings.gateway().name().split("/", 2);
        Optional<JsonNode> gateway = cluster.find(GroupKind.GATEWAY, name[0], name[1]);
        if (gateway.isEmpty()) {
            missed.add("settings.gateway.name: there is no Gateway " + settings.gateway().name());
        }
        gateway.flatMap(found -> pods(found, cluster, settings)).ifPresent(missed::add);
        if (settings.tokens().jwksUri().isEmpty()) {
            issuer.filter(known -> settings.tokens().issuer().filter(told -> !told.equals(known)).isPresent())
                    .ifPresent(known -> missed.add("settings.tokens.issuer: the API server makes tokens of " + known + ", not of "
                            + settings.tokens().issuer().orElseThrow()));
        }
        return missed;
    }

    /** Where no Pod runs at all, such as in a gateway that is scaled to none, nothing is known to be wrong. */
    private static Optional<String> pods(JsonNode gateway, ClusterObjects cluster, ExposureSettings settings) {
        String namespace = settings.gateway().namespace();
        Map<String, String> selector = Json.textMap(gateway.at("/spec/selector"));
        boolean served = !selector.isEmpty() && !Hops.living(cluster, namespace, selector).isEmpty();
        return served && Hops.living(cluster, namespace, settings.gateway().selector()).isEmpty()
                ? Optional.of("settings.gateway.selector: " + settings.gateway().selector() + " matches no Pod in " + namespace
                        + ", but the Gateway " + settings.gateway().name() + " is served by Pods with " + selector)
                : Optional.empty();
    }
}
