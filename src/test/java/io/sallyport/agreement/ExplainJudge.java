package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.agreement.grammar.Words;
import io.sallyport.agreement.wire.GatewayRequest;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.explain.SentRequest;
import io.sallyport.core.explain.Walk;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code sallyport explain} says under a set of policies. */
final class ExplainJudge {
    private final ClusterObjects cluster;
    private final ExposureSettings settings;
    private final Addresses addresses;

    /** @param around what the gateway is made of */
    ExplainJudge(String namespace, List<JsonNode> around, List<ObjectNode> policies, Addresses addresses) {
        this.addresses = addresses;
        List<JsonNode> all = new ArrayList<>(around);
        for (ObjectNode policy : policies) {
            ObjectNode placed = policy.deepCopy();
            ((ObjectNode) placed.path("metadata")).put("namespace", namespace);
            all.add(placed);
        }
        cluster = ClusterObjects.of(all);
        String yaml = "gateway: {name: %1$s/gateway, namespace: %1$s, service: gateway, selector: {app: lane}}".formatted(namespace);
        settings = ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }

    /** The decision; empty for what cannot be said on its command line. */
    Optional<String> decision(GatewayRequest sent) {
        if (sent.http2() || sent.hosts().size() != 1 || !sent.target().startsWith("/")) {
            return Optional.empty();
        }
        var request = new SentRequest(
                sent.method(),
                "http",
                sent.target(),
                sent.hosts().getFirst(),
                Words.SERVICE_PORTS.get(Words.PORTS.indexOf(sent.port())),
                sent.headers(),
                Optional.of(addresses.source()),
                condition -> addresses.match(condition).orElse(false));
        return Optional.of(Walk.of(request, cluster, settings, Instant.now()).decision());
    }
}
