package io.sallyport.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import java.util.Optional;

/**
 * Tries, as a dry run, a write that the guard has to refuse: it creates a policy that is judged as if it were an edit of
 * our guard, and would let requests in. Nothing is ever stored, and no right is needed that we do not have already.
 */
final class GuardProbe {
    private static final String REFUSED = "admission webhook \"guard.sallyport.io\" denied the request";

    /** What came of it. */
    enum Answer {
        REFUSED,
        /** It passed, or somebody else refused it. */
        NOT_REFUSED,
        /** Nobody could be asked. */
        UNKNOWN
    }

    private final KubernetesClient client;
    private final JsonNode write;
    private final ServedVersions versions;

    GuardProbe(KubernetesClient client, ExposureSettings settings) {
        this.client = client;
        this.write = new GatewayCompanions(settings).probe();
        this.versions = new ServedVersions(client);
    }

    Answer ask() {
        try {
            Optional<String> version = versions.of(ResourceKind.AUTHORIZATION_POLICY);
            if (version.isEmpty()) {
                return Answer.UNKNOWN;
            }
            var object = client.getKubernetesSerialization().convertValue(write, GenericKubernetesResource.class);
            object.setApiVersion(ResourceKind.AUTHORIZATION_POLICY.apiVersion(version.get()));
            client.genericKubernetesResources(ResourceKind.AUTHORIZATION_POLICY.definition(version.get()))
                    .inNamespace(object.getMetadata().getNamespace())
                    .resource(object)
                    .dryRun()
                    .create();
            return Answer.NOT_REFUSED;
        } catch (KubernetesClientException e) {
            return Failure.reason(e).contains(REFUSED)
                    ? Answer.REFUSED
                    : e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != 429 ? Answer.NOT_REFUSED : Answer.UNKNOWN;
        }
    }
}
