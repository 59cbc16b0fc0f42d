package io.sallyport.agreement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.cli.output.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gateways side by side, each in a namespace that goes afterwards. */
final class Lanes implements AutoCloseable {
    private static final List<String> ISTIO_VALIDATORS = List.of("istiod-default-validator", "istio-validator-istio-system");
    private static final String MARK = "sallyport.io/agreement";

    private final KubernetesClient client;
    private final List<Lane> lanes = new ArrayList<>();

    Lanes(KubernetesClient client, int count, ObjectNode requestAuthentication) throws IOException {
        this.client = client;
        // Attackers write past Istio's own webhook too, so what it would refuse is judged as well.
        validating(new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey(MARK)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .build());
        List<List<JsonNode>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(create("agreement-" + i, requestAuthentication));
        }
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(client, "agreement-" + i, ready("agreement-" + i), made.get(i)));
        }
    }

    List<Lane> all() {
        return lanes;
    }

    private List<JsonNode> create(String namespace, ObjectNode requestAuthentication) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (InputStream manifest = Lanes.class.getResourceAsStream("/agreement/lane.yaml")) {
            objects.addAll(YamlText.read(
                    new String(manifest.readAllBytes(), StandardCharsets.UTF_8).replace("${lane}", namespace)));
        }
        ObjectNode tokens = requestAuthentication.deepCopy();
        ((ObjectNode) tokens.path("metadata")).put("namespace", namespace);
        objects.add(tokens);
        objects.forEach(object ->
                client.resource(object.toString()).fieldManager("agreement").forceConflicts().serverSideApply());
        return objects;
    }

    private Pod ready(String namespace) {
        client.apps().deployments().inNamespace(namespace).withName("gateway")
                .waitUntilCondition(found -> found != null && found.getStatus() != null
                        && found.getStatus().getReadyReplicas() != null, 120, TimeUnit.SECONDS);
        return client.pods().inNamespace(namespace).withLabel("app", "lane").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow();
    }

    private void validating(LabelSelector where) {
        for (String name : ISTIO_VALIDATORS) {
            var configuration = client.admissionRegistration().v1().validatingWebhookConfigurations().withName(name);
            if (configuration.get() != null) {
                configuration.edit(found -> {
                    found.getWebhooks().forEach(webhook -> webhook.setNamespaceSelector(where));
                    return found;
                });
            }
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < lanes.size(); i++) {
            client.namespaces().withName("agreement-" + i).delete();
        }
        validating(new LabelSelector());
    }
}
