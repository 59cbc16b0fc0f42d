package io.sallyport.agreement;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
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

    Lanes(KubernetesClient client, int count) throws IOException {
        this.client = client;
        // Attackers write past Istio's own webhook too, so what it would refuse is judged as well.
        validating(new LabelSelectorBuilder()
                .addNewMatchExpression()
                .withKey(MARK)
                .withOperator("DoesNotExist")
                .endMatchExpression()
                .build());
        for (int i = 0; i < count; i++) {
            create("agreement-" + i);
        }
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(client, "agreement-" + i, ready("agreement-" + i)));
        }
    }

    List<Lane> all() {
        return lanes;
    }

    private void create(String namespace) throws IOException {
        try (InputStream manifest = Lanes.class.getResourceAsStream("/agreement/lane.yaml")) {
            String text = new String(manifest.readAllBytes(), StandardCharsets.UTF_8).replace("${lane}", namespace);
            for (String document : text.split("\n---\n")) {
                HasMetadata object = client.resource(document).item();
                client.resource(object).fieldManager("agreement").forceConflicts().serverSideApply();
            }
        }
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
