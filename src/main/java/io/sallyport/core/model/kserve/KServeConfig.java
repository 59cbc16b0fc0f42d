package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Reads KServe's ConfigMap {@code inferenceservice-config}, whose values are JSON in texts. */
public final class KServeConfig {
    public static final String NAME = "inferenceservice-config";

    /** What KServe does where the ConfigMap says nothing. */
    public static final DeploymentMode BUILT_IN = DeploymentMode.KNATIVE;

    private static final ObjectMapper JSON = new ObjectMapper();

    private KServeConfig() {}

    /** The mode for models that name none; empty if it is not said, or not in a way that can be read. */
    public static Optional<DeploymentMode> defaultMode(JsonNode configMap) {
        try {
            JsonNode deploy = JSON.readTree(configMap.at("/data/deploy").asText());
            return DeploymentMode.of(deploy.path("defaultDeploymentMode").asText());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
