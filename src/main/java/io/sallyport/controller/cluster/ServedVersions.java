package io.sallyport.controller.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Asks the API server in which version it serves a kind. */
public final class ServedVersions {
    private final KubernetesClient client;

    public ServedVersions(KubernetesClient client) {
        this.client = client;
    }

    /** The first of the versions we speak that is served; empty if none is, which means the CRD is not installed. */
    public Optional<String> of(ResourceKind kind) {
        return kind.versions().stream().filter(version -> serves(kind, version)).findFirst();
    }

    private boolean serves(ResourceKind kind, String version) {
        return Optional.ofNullable(client.raw(kind.root(version)))
                .map(text -> client.getKubernetesSerialization().unmarshal(text, JsonNode.class))
                .stream()
                .flatMap(list -> list.path("resources").valueStream())
                .anyMatch(resource -> resource.path("name").asText().equals(kind.plural()));
    }
}
