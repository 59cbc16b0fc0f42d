package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads KServe's ConfigMap {@code inferenceservice-config}, whose values are JSON in texts. */
public final class KServeConfig {
    public static final String NAME = "inferenceservice-config";

    /** What KServe does where the ConfigMap says nothing. */
    public static final DeploymentMode BUILT_IN = DeploymentMode.KNATIVE;

    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
    private static final ObjectMapper JSON = new ObjectMapper();

    private KServeConfig() {}

    /**
     * The host at which KServe leads to every model in Knative mode by its path ({@code ingressDomain} with {@code pathTemplate}): Envoy
     * looks for no other host's routes where a host has some, so that ours have to be among them.
     */
    public static Optional<String> pathHost(JsonNode configMap) {
        try {
            JsonNode ingress = JSON.readTree(configMap.at("/data/ingress").asText());
            String host = ingress.path("ingressDomain").asText();
            return ingress.path("pathTemplate").asText().isEmpty() || !HOST.matcher(host).matches() ? Optional.empty() : Optional.of(host);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

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
