package io.sallyport.core.companion.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A NetworkPolicy, as far as it says who reaches Pods (networking.k8s.io/v1). Ports are not looked at: one that lets somebody
 * in at any port is taken to let him in.
 *
 * @param name    without its namespace
 * @param pods    it is about
 * @param ingress false if it says nothing of what comes in
 * @param peers   whom it lets in
 */
public record NetworkPolicy(String name, LabelSelector pods, boolean ingress, List<Peer> peers) {

    /** @param object as the API server holds it; {@code policyTypes} it fills in itself, with Ingress among them */
    public static NetworkPolicy from(JsonNode object) {
        JsonNode spec = object.path("spec");
        String namespace = object.at("/metadata/namespace").asText();
        return new NetworkPolicy(
                object.at("/metadata/name").asText(),
                LabelSelector.of(spec.path("podSelector")),
                spec.path("policyTypes").isMissingNode() || Json.texts(spec.path("policyTypes")).contains("Ingress"),
                Json.elements(spec.path("ingress")).stream().flatMap(rule -> peers(rule, namespace)).toList());
    }

    /** A rule that names nobody lets everybody in. */
    private static Stream<Peer> peers(JsonNode rule, String namespace) {
        List<JsonNode> from = Json.elements(rule.path("from"));
        return from.isEmpty() ? Stream.of(new Peer.Addresses()) : from.stream().map(peer -> Peer.of(peer, namespace));
    }

    /** @param labels of Pods, which may have others besides */
    boolean mayReach(Map<String, String> labels) {
        return ingress && pods.mayPick(labels);
    }

    /** False only if the other one lets in everybody whom this one lets in. */
    boolean isWiderThan(NetworkPolicy other) {
        return peers.stream().anyMatch(peer -> !peer.within(other.peers));
    }
}
