package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sallyport.core.model.Names;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Tells about the guard itself, as Events on our Deployment: {@code kubectl get events -n sallyport} shows them. */
final class GuardEvents {
    private final EventWriter writer;
    private final String namespace;
    private final String deployment;
    private final String instance;
    private final Clock clock;

    /**
     * @param namespace our own
     * @param instance  the Pod that tells
     */
    GuardEvents(KubernetesClient client, String namespace, String deployment, String instance, Clock clock) {
        this.writer = new EventWriter(client);
        this.namespace = namespace;
        this.deployment = deployment;
        this.instance = instance;
        this.clock = clock;
    }

    void warn(String reason, String message) {
        tell("Warning", reason, message);
    }

    void tell(String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        writer.write(new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                // The same for the same news, so that another replica counts up instead of repeating.
                .withName(deployment + "." + UUID.nameUUIDFromBytes((reason + message).getBytes(StandardCharsets.UTF_8)))
                .addToLabels(Names.MANAGED_BY, Names.SALLYPORT)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("apps/v1")
                .withKind("Deployment")
                .withNamespace(namespace)
                .withName(deployment)
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(Names.SALLYPORT)
                .withReportingInstance(instance)
                .withNewSource()
                .withComponent(Names.SALLYPORT)
                .endSource()
                .build());
    }
}
