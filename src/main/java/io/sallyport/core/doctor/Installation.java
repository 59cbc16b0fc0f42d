package io.sallyport.core.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sallyport itself in a cluster, as far as it can be read.
 *
 * @param validating     its ValidatingWebhookConfiguration; empty if there is none
 * @param armed          the one that fails closed; empty if there is none
 * @param deployment     its Deployment; empty if there is none
 * @param certificateEnd when its serving certificate ends; empty if that may not be read
 */
public record Installation(
        Optional<JsonNode> validating, Optional<JsonNode> armed, Optional<JsonNode> deployment, Optional<Instant> certificateEnd) {
    private static final Duration SOON = Duration.ofDays(7);
    private static final String UPGRADE = "bring it back with helm upgrade";

    List<Finding> findings(Instant now) {
        List<Finding> found = new ArrayList<>();
        if (deployment.isEmpty()) {
            found.add(Finding.error("Sallyport is not installed here, or not under this name", "no Deployment sallyport", "install the chart"));
            return found;
        }
        if (deployment.get().at("/status/availableReplicas").asInt() == 0) {
            found.add(Finding.error(
                    "No pod of Sallyport is available: nothing is judged, and nothing is mended",
                    "Deployment " + deployment.get().at("/metadata/namespace").asText() + "/" + deployment.get().at("/metadata/name").asText(),
                    "kubectl describe pods --namespace " + deployment.get().at("/metadata/namespace").asText() + " says why"));
        }
        if (validating.isEmpty()) {
            found.add(Finding.error(
                    "The API server does not ask the guard", "no ValidatingWebhookConfiguration sallyport", UPGRADE));
        } else if (Json.elements(validating.get().path("webhooks")).stream()
                .anyMatch(webhook -> webhook.at("/clientConfig/caBundle").asText().isEmpty())) {
            found.add(Finding.error(
                    "The API server does not trust the guard's certificate",
                    "ValidatingWebhookConfiguration sallyport has no caBundle",
                    "with tls.mode generated the program writes it within a minute: look at its log; with cert-manager, at its CA injector"));
        }
        if (validating.isPresent() && armed.map(object -> Json.elements(object.path("webhooks"))).orElse(List.of()).isEmpty()) {
            found.add(Finding.warning(
                    "The guard does not fail closed: while no pod answers, writes pass that nobody judges",
                    "ValidatingWebhookConfiguration sallyport-armed has no webhooks",
                    "it is armed once it was seen to refuse: an Event GuardNotAsked says why it was not"));
        }
        certificateEnd.filter(end -> end.isBefore(now.plus(SOON))).ifPresent(end -> found.add(new Finding(
                end.isAfter(now) ? Severity.WARNING : Severity.ERROR,
                end.isAfter(now) ? "The webhook's certificate ends soon" : "The webhook's certificate has ended",
                "on " + end,
                "with tls.mode provided, renew the Secret; otherwise look at the log of Sallyport, or at the Certificate")));
        return found;
    }
}
