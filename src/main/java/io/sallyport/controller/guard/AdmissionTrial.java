package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sallyport.controller.cluster.DryRun;
import io.sallyport.controller.cluster.Failure;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.Names;
import java.util.List;
import java.util.Optional;

/** Tries whether the API server asks us, by dry runs whose answers are known. Each tells what is wrong; nothing if all is well. */
public final class AdmissionTrial {
    private static final String MODEL = GatewayCompanions.PROBE;

    private static final String SETTING = "settings.";
    /** As the webhook warns. */
    private static final String MISSED = "not exposed yet: " + SETTING;

    private final ExposureSettings settings;
    private final GuardProbe guard;
    private final DryRun dryRun;

    public AdmissionTrial(KubernetesClient client, ExposureSettings settings) {
        this.settings = settings;
        this.guard = new GuardProbe(client, settings);
        this.dryRun = new DryRun(client);
    }

    /** A policy that would let requests without a token in has to be refused. */
    public Optional<String> guardRefuses() {
        GuardProbe.Attempt attempt = guard.attempt();
        return switch (attempt.answer()) {
            case REFUSED -> Optional.empty();
            case UNKNOWN -> Optional.of("nobody could be asked: " + attempt.reason());
            case NOT_REFUSED -> Optional.of(
                    attempt.reason().isEmpty()
                            ? "it would be accepted: bring the ValidatingWebhookConfigurations back with `helm upgrade`, and see"
                                    + " whether the pods are ready"
                            : "it was not the guard that refused: " + attempt.reason());
        };
    }

    /** A labelled model is not to be warned that it stays closed because a setting names what is not there. */
    public Optional<String> settingsFitTheCluster(String namespace) {
        try {
            List<String> missed = dryRun.warnings(ResourceKind.INFERENCE_SERVICE, model(namespace)).stream()
                    .filter(warning -> warning.contains(MISSED))
                    .map(warning -> warning.substring(warning.indexOf(MISSED) + MISSED.length() - SETTING.length()))
                    .toList();
            return missed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missed) + ": correct it with `helm upgrade`");
        } catch (KubernetesClientException e) {
            return Optional.of("a labelled model is refused: " + Failure.reason(e));
        }
    }

    private JsonNode model(String namespace) {
        return Json.object(
                "apiVersion", Names.KSERVE_API,
                "kind", "InferenceService",
                "metadata", Json.object(
                        "name", MODEL, "namespace", namespace, "labels", Json.object(settings.label(), "true")),
                "spec", Json.object("predictor", Json.object("model", Json.object(
                        "modelFormat", Json.object("name", "sklearn"), "storageUri", "s3://sallyport/probe"))));
    }

    /** A labelled model has to be told where it will answer. */
    public Optional<String> modelIsToldItsUrl(String namespace) {
        String wanted = settings.urlOf(namespace, MODEL);
        try {
            Optional<JsonNode> stored = dryRun.apply(ResourceKind.INFERENCE_SERVICE, model(namespace));
            if (stored.isEmpty()) {
                return Optional.of("the API server knows no InferenceService: install KServe");
            }
            String told = stored.get().at("/metadata/annotations").path(Names.URL).asText();
            return told.equals(wanted) ? Optional.empty() : Optional.of(told.isEmpty()
                    ? "it is told no URL: bring the MutatingWebhookConfiguration back with `helm upgrade`, and see whether the"
                            + " pods are ready"
                    : "it is told " + told + " and not " + wanted + ": the pods have other settings than this test;"
                            + " wait until all of them are new");
        } catch (KubernetesClientException e) {
            return Optional.of("it is refused: " + Failure.reason(e));
        }
    }
}
