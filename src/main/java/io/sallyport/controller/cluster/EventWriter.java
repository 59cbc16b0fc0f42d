package io.sallyport.controller.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.core.text.Excerpt;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events, and counts one up that the API server still has. It may fail, which holds nothing up. */
public final class EventWriter {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventWriter.class);
    private static final int CONFLICT = 409;
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;

    /** @param instance the Pod that tells */
    public EventWriter(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    /**
     * Tells about an object, in its namespace.
     *
     * @param type    {@code Normal} or {@code Warning}
     * @param message cut where the API server would refuse it
     */
    public void write(ObjectReference about, String type, String reason, String message) {
        Event event = event(about, type, reason, message);
        try {
            Resource<Event> resource = client.v1().events().inNamespace(about.getNamespace()).resource(event);
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

    private Event event(ObjectReference about, String type, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(about.getNamespace())
                .withName(name(about, reason, message))
                .addToLabels(Names.MANAGED_BY, Names.SALLYPORT)
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(Excerpt.of(message, LONGEST_MESSAGE))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withReportingComponent(Names.SALLYPORT)
                .withReportingInstance(instance)
                .withNewSource()
                .withComponent(Names.SALLYPORT)
                .endSource()
                .build();
    }

    /** The same for the same news, so that another replica counts up instead of repeating. */
    private static String name(ObjectReference about, String reason, String message) {
        String news = about.getUid() + reason + message;
        return about.getName() + "." + UUID.nameUUIDFromBytes(news.getBytes(StandardCharsets.UTF_8));
    }

    /** Patched twice, because the answer to the first tells the count; reading Events is not granted. */
    private static void countUp(Resource<Event> resource, Event event) {
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        Event stored = resource.patch(merge, Json.object("lastTimestamp", event.getLastTimestamp()).toString());
        int count = stored.getCount() == null ? 1 : stored.getCount();
        resource.patch(merge, Json.object("count", count + 1).toString());
    }
}
