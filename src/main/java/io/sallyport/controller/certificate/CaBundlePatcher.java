package io.sallyport.controller.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.controller.cluster.ClusterClient;
import io.sallyport.controller.cluster.NamedWatch;
import io.sallyport.core.model.Json;
import io.sallyport.schedule.Schedule;
import io.sallyport.tls.CertificateBundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API server which CA to trust: writes {@code caBundle} into our two webhook configurations, and again when
 * somebody (an upgrade of the chart, say) takes it out. For mode {@code generated} only.
 *
 * <p>Every replica does it. One that finds another CA than its own waits a moment: if that CA is new, it is about to
 * hear of it too, and would only have put the old one back.
 */
public final class CaBundlePatcher implements Consumer<CertificateBundle>, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CaBundlePatcher.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final List<Resource<GenericKubernetesResource>> configurations;
    private final KubernetesClient client;
    private final Schedule schedule = new Schedule("ca-bundle", 1);
    private final List<NamedWatch<GenericKubernetesResource>> watches;
    private volatile Optional<String> caBundle = Optional.empty();
    private volatile boolean inPlace;
    private boolean retrying;

    /**
     * @param name           of the MutatingWebhookConfiguration and of the ValidatingWebhookConfiguration
     * @param longestSilence of a watch, bookmarks included, before it is begun anew
     */
    public CaBundlePatcher(KubernetesClient client, String name, Duration longestSilence) {
        this.client = client;
        this.configurations = Stream.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
                .map(kind -> client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                                .withGroup("admissionregistration.k8s.io")
                                .withVersion("v1")
                                .withKind(kind)
                                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                                .withNamespaced(false)
                                .build())
                        .withName(name))
                .toList();
        this.watches = configurations.stream()
                .map(configuration -> new NamedWatch<>(configuration, schedule, longestSilence, this::lookPatiently))
                .toList();
    }

    /**
     * Follows both configurations until closed.
     *
     * @param interval how often to look even if no change was told
     */
    public void start(Duration interval) {
        watches.forEach(NamedWatch::start);
        schedule.every(interval, this::repairAll);
    }

    /** Writes this bundle's CA from now on, on a thread of its own. */
    @Override
    public void accept(CertificateBundle bundle) {
        caBundle = Optional.of(
                Base64.getEncoder().encodeToString(bundle.caBundle().getBytes(StandardCharsets.US_ASCII)));
        schedule.now(this::repairAll);
    }

    /**
     * True once the API server was told our CA, or there was no configuration to tell it in. It stays true, because a
     * Pod that stops being ready would make nothing better.
     */
    public boolean inPlace() {
        return inPlace;
    }

    @Override
    public void close() {
        watches.forEach(NamedWatch::close);
        schedule.close();
    }

    /** Somebody changed a configuration. It may be another replica that heard of a new CA before us. */
    private void lookPatiently() {
        repairAll(true);
    }

    private void repairAll() {
        repairAll(false);
    }

    private void repairAll(boolean patient) {
        if (caBundle.isEmpty()) {
            return;
        }
        boolean good = true;
        for (Resource<GenericKubernetesResource> configuration : configurations) {
            try {
                good &= repair(configuration, caBundle.get(), patient);
            } catch (RuntimeException e) {
                good = false;
                if (schedule.closed()) {
                    return;
                }
                LOGGER.atError().setCause(e).log("caBundle not written; trying again");
            }
        }
        inPlace |= good;
        if (!good && !retrying) {
            retrying = true;
            schedule.after(RETRY, this::retry);
        }
    }

    private void retry() {
        retrying = false;
        repairAll();
    }

    /** @return false if it is left for later */
    private boolean repair(Resource<GenericKubernetesResource> configuration, String wanted, boolean patient) {
        GenericKubernetesResource found = configuration.get();
        if (found == null) {
            return true;
        }
        JsonNode tree = ClusterClient.tree(client, found);
        ArrayNode patch = patch(tree, wanted);
        if (patch.isEmpty()) {
            return true;
        }
        if (patient && holdsAnother(tree, wanted)) {
            return false;
        }
        PatchContext context = PatchContext.of(PatchType.JSON);
        context.setFieldManager("sallyport");
        configuration.patch(context, patch.toString());
        LOGGER.atInfo().addKeyValue("configuration", found.getKind()).log("caBundle written");
        return true;
    }

    private static boolean holdsAnother(JsonNode configuration, String wanted) {
        return Json.elements(configuration.path("webhooks")).stream()
                .map(webhook -> webhook.at("/clientConfig/caBundle").asText())
                .anyMatch(bundle -> !bundle.isEmpty() && !bundle.equals(wanted));
    }

    /** Touches nothing but {@code caBundle}, and that only if the webhook is still where it was when we looked. */
    static ArrayNode patch(JsonNode configuration, String wanted) {
        ArrayNode patch = Json.array();
        List<JsonNode> webhooks = Json.elements(configuration.path("webhooks"));
        for (int i = 0; i < webhooks.size(); i++) {
            JsonNode client = webhooks.get(i).path("clientConfig");
            if (client.has("service") && !client.path("caBundle").asText().equals(wanted)) {
                String path = "/webhooks/" + i;
                patch.add(Json.object("op", "test", "path", path + "/name", "value", webhooks.get(i).path("name")));
                patch.add(Json.object("op", "add", "path", path + "/clientConfig/caBundle", "value", wanted));
            }
        }
        return patch;
    }
}
