package io.sallyport.core.guard.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.gateway.GuardedGateway;
import io.sallyport.core.guard.write.Notice;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.route.GatewayServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A server on the gateway's Pods that comes to take plain HTTP: tokens then travel in clear. */
public final class ClearTextNotice implements Notice {
    private final ExposureSettings settings;

    public ClearTextNotice(ExposureSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> of(Write write, ClusterObjects cluster) {
        if (write.deletes()
                || !GatewayServers.selects(write.after(), GuardedGateway.workload(cluster, settings).podLabels())) {
            return List.of();
        }
        List<JsonNode> before = Json.elements(write.before().at("/spec/servers"));
        List<JsonNode> servers = Json.elements(write.after().at("/spec/servers"));
        List<String> notices = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (inClear(servers.get(i)) && !before.contains(servers.get(i))) {
                notices.add("spec.servers[" + i + "] takes plain HTTP: the tokens that callers send there travel in clear;"
                        + " tls.httpsRedirect sends them to HTTPS");
            }
        }
        return notices;
    }

    private static boolean inClear(JsonNode server) {
        return switch (server.at("/port/protocol").asText().toUpperCase(Locale.ROOT)) {
            case "HTTP", "HTTP2", "GRPC", "GRPC-WEB" -> !server.at("/tls/httpsRedirect").asBoolean(false);
            default -> false;
        };
    }
}
