package io.sallyport.controller.guard;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.controller.cluster.EventWriter;
import java.time.Clock;

/** Tells about the guard itself, as Events on our Deployment: {@code kubectl get events -n sallyport} shows them. */
final class GuardEvents {
    private final EventWriter writer;
    private final ObjectReference deployment;

    /**
     * @param namespace our own
     * @param instance  the Pod that tells
     */
    GuardEvents(KubernetesClient client, String namespace, String deployment, String instance, Clock clock) {
        this.writer = new EventWriter(client, instance, clock);
        this.deployment = new ObjectReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withNamespace(namespace)
                .withName(deployment)
                .build();
    }

    void tell(GuardReason reason, String message) {
        writer.write(deployment, reason.type(), reason.text(), message);
    }
}
