package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sallyport.config.Settings;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.controller.cluster.NamedWatch;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import io.sallyport.metrics.GuardMetrics;
import io.sallyport.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards the guard. It arms it, which is to let it fail closed, only after a write that has to be refused was refused;
 * it goes on trying that; and it notices what no webhook is asked about: that the guard's own objects change or go.
 */
public final class GuardWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(GuardWatch.class);
    private static final Duration BEGINNING = Duration.ofSeconds(1);
    private static final Duration ALWAYS = Duration.ofMinutes(1);
    /** How long the API server may take to find the way to us before it counts as not asking us. */
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final Settings settings;
    private final BooleanSupplier ready;
    private final BooleanSupplier leading;
    private final GuardProbe probe;
    private final GuardEvents events;
    private final GuardGaps gaps;
    private final GuardMetrics metrics;
    private final Schedule schedule = new Schedule("guard-watch", 1);
    private final Map<GuardedObject, Resource<GenericKubernetesResource>> objects = new HashMap<>();
    private final List<NamedWatch<GenericKubernetesResource>> watches;
    /** What was seen last; only ever touched by the one thread. */
    private final Map<GuardedObject, JsonNode> seen = new HashMap<>();
    private final Set<GuardedObject> missing = new HashSet<>();
    private GuardProbe.Answer last = GuardProbe.Answer.UNKNOWN;
    private long readySince;
    private long looked;
    private boolean led;

    /**
     * @param namespace our own
     * @param instance  our Pod's name
     * @param ready     whether we could answer if the API server asked
     * @param leading   whether we are the one that writes
     */
    public GuardWatch(
            KubernetesClient client, Settings settings, String namespace, String instance, Clock clock,
            BooleanSupplier ready, BooleanSupplier leading, GuardMetrics metrics) {
        this.client = client;
        this.settings = settings;
        this.ready = ready;
        this.leading = leading;
        this.metrics = metrics;
        this.probe = new GuardProbe(client, settings.exposure());
        this.events = new GuardEvents(client, namespace, settings.webhook().service(), instance, clock);
        this.gaps = new GuardGaps(schedule, events, metrics);
        GuardedObject.all(settings, namespace).forEach(object -> objects.put(object, resource(client, object)));
        this.watches = objects.entrySet().stream()
                .map(entry -> new NamedWatch<>(
                        entry.getValue(),
                        schedule,
                        settings.controller().watchSilence(),
                        () -> changed(entry.getKey())))
                .toList();
    }

    private static Resource<GenericKubernetesResource> resource(KubernetesClient client, GuardedObject object) {
        var all = client.genericKubernetesResources(object.definition());
        return object.namespace().isEmpty()
                ? all.withName(object.name())
                : all.inNamespace(object.namespace()).withName(object.name());
    }

    /** Begins; returns at once. */
    public void start() {
        metrics.enforces(enforces());
        if (!enforces()) {
            LOGGER.warn("settings.guard.mode is audit: what would be refused is allowed with a warning");
        }
        watches.forEach(NamedWatch::start);
        schedule.after(BEGINNING, () -> schedule.again(BEGINNING, this::look));
    }

    @Override
    public void close() {
        watches.forEach(NamedWatch::close);
        schedule.close();
    }

    /** A replica that begins to lead tries at once: what was to be armed or disarmed meanwhile waited for whoever writes. */
    private Optional<Duration> look() {
        boolean leads = leading.getAsBoolean();
        if (last != GuardProbe.Answer.REFUSED || (leads && !led) || System.nanoTime() - looked >= ALWAYS.toNanos()) {
            try {
                tryIt();
                looked = System.nanoTime();
                led = leads;
            } catch (KubernetesClientException e) {
                LOGGER.atWarn().log("the guard could not be looked after, trying again: {}", Failure.reason(e));
            }
        } else {
            led = leads;
        }
        return Optional.of(BEGINNING);
    }

    private void tryIt() {
        if (!ready.getAsBoolean()) {
            return;
        }
        readySince = readySince == 0 ? System.nanoTime() : readySince;
        GuardProbe.Answer answer = probe.ask();
        boolean early = last == GuardProbe.Answer.UNKNOWN && System.nanoTime() - readySince < GRACE.toNanos();
        if (answer == GuardProbe.Answer.UNKNOWN || (answer == GuardProbe.Answer.NOT_REFUSED && early)) {
            return;
        }
        boolean news = answer != last;
        last = answer;
        metrics.armed(answer == GuardProbe.Answer.REFUSED && missing.isEmpty());
        if (answer == GuardProbe.Answer.REFUSED) {
            arm();
        } else if (news) {
            gaps.notAsked("a write that has to be refused would not be refused: compare the"
                    + " ValidatingWebhookConfigurations with `helm get manifest`, and bring them back with `helm upgrade`");
        }
    }

    /** Also keeps what is armed like what the chart says, new CA and all. */
    private void arm() {
        JsonNode first = read(find(settings.webhook().configuration()));
        JsonNode second = read(find(settings.webhook().armedConfiguration()));
        List<String> names = enforces() ? settings.webhook().armed() : List.of();
        if (!leading.getAsBoolean() || first.isMissingNode() || second.isMissingNode() || !ArmedWebhooks.ready(first, names)) {
            return;
        }
        ArrayNode wanted = ArmedWebhooks.of(first, names);
        ArrayNode patch = ArmedWebhooks.patch(second, wanted);
        if (patch.isEmpty()) {
            return;
        }
        PatchContext context = PatchContext.of(PatchType.JSON);
        context.setFieldManager(Names.SALLYPORT);
        objects.get(find(settings.webhook().armedConfiguration())).patch(context, patch.toString());
        LOGGER.atInfo()
                .addKeyValue("webhooks", names)
                .log(enforces() ? "the guard was seen to refuse, and fails closed now" : "the guard only audits, and fails open now");
        if (second.path("webhooks").isEmpty() && !wanted.isEmpty()) {
            events.tell(GuardReason.ARMED, "the guard was seen to refuse what has to be refused; from now on writes"
                    + " that nobody judges are refused too: " + String.join(", ", names));
        }
    }

    private boolean enforces() {
        return settings.exposure().guard().mode() == GuardMode.ENFORCE;
    }

    private GuardedObject find(String name) {
        return objects.keySet().stream()
                .filter(object -> object.kind().equals("ValidatingWebhookConfiguration") && object.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void changed(GuardedObject object) {
        JsonNode found = read(object);
        boolean gone = found.isMissingNode() || found.at("/metadata").hasNonNull("deletionTimestamp");
        boolean armed = object.equals(find(settings.webhook().armedConfiguration()));
        if (gone && armed && !enforces()) {
            return;
        }
        if (gone) {
            if ((seen.containsKey(object) || object.required()) && missing.add(object)) {
                metrics.armed(false);
                gaps.removed(object, armed);
            }
            return;
        }
        boolean back = missing.remove(object);
        JsonNode essence = object.essence(found);
        JsonNode before = seen.put(object, essence);
        String revision = gaps.seen(object, found);
        if (!back && before != null && !before.equals(essence)) {
            gaps.changed(object, revision);
        }
        boolean ours = object.kind().equals("ValidatingWebhookConfiguration");
        if ((back || ours) && last != GuardProbe.Answer.UNKNOWN) {
            tryIt();
        }
    }

    /** Missing if there is none. */
    private JsonNode read(GuardedObject object) {
        try {
            GenericKubernetesResource found = objects.get(object).get();
            return found == null
                    ? Json.none()
                    : ClusterClient.tree(client, found);
        } catch (KubernetesClientException e) {
            if (object.grantsRights() && Failure.code(e) == FORBIDDEN) {
                return Json.none();
            }
            throw e;
        }
    }
}
