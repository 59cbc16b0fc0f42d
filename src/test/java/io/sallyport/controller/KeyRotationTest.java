package io.sallyport.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real API server whose keys change: the gateway has to learn the new ones before it meets the tokens they sign. */
class KeyRotationTest {
    /** The refresh time, and what a replica needs to find an API server again that was away. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    void theGatewayHasTheIssuersKeysWithinTheRefreshTime() throws Exception {
        try (KubeServer server = KubeServer.start().withCrds(crd -> true);
                TestCluster cluster = new TestCluster(server)) {
            List<String> first;
            try (Replica replica = replica(server)) {
                cluster.within(Duration.ofSeconds(15), () -> assertThat(keys(cluster)).hasSize(1));
                first = keys(cluster);

                server.restartWithNextKey(true);

                cluster.within(PATIENCE, () -> assertThat(keys(cluster)).hasSize(2).containsAll(first));
                assertThat(replica.alive()).isTrue();
            }
            server.restartWithNextKey(false);
            // Its own token was signed by a key that is gone; a Pod would be given another one.
            try (Replica _ = replica(server)) {
                cluster.within(PATIENCE, () -> assertThat(keys(cluster)).hasSize(1).doesNotContainAnyElementsOf(first));
            }
        }
    }

    private static Replica replica(KubeServer server) {
        return Replica.start(server, "sallyport-a", Replica.settings("tokens: {jwksRefresh: 1s}"));
    }

    /** The ids of the keys that the gateway is told. */
    private static List<String> keys(TestCluster cluster) {
        JsonNode rule = cluster.get("RequestAuthentication", "istio-system", GatewayCompanions.TOKENS)
                .at("/spec/jwtRules/0");
        try {
            return Json.elements(new ObjectMapper().readTree(rule.path("jwks").asText()).path("keys")).stream()
                    .map(key -> key.path("kid").asText())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
