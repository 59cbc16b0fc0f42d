package io.sallyport.controller;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.core.model.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events, and counts one up that the API server still has. It may fail, which holds nothing up. */
final class EventWriter {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventWriter.class);
    private static final int CONFLICT = 409;

    private final KubernetesClient client;

    EventWriter(KubernetesClient client) {
        this.client = client;
    }

    void write(Event event) {
        try {
            String namespace = event.getMetadata().getNamespace();
            Resource<Event> resource = client.v1().events().inNamespace(namespace).resource(event);
            try {
                resource.create();
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT) {
                    throw e;
                }
                countUp(resource, event);
            }
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("event", event.getMetadata().getName())
                    .log("an Event could not be written: {}", Failure.reason(e));
        }
    }

    /** Patched twice, because the answer to the first tells the count; reading Events is not granted. */
    private static void countUp(Resource<Event> resource, Event event) {
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        Event stored = resource.patch(merge, Json.object("lastTimestamp", event.getLastTimestamp()).toString());
        int count = stored.getCount() == null ? 1 : stored.getCount();
        resource.patch(merge, Json.object("count", count + 1).toString());
    }
}
