package io.sallyport.core.doctor.preflight;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The chart's objects as they would be installed, such as {@code helm template} prints them.
 *
 * @param objects none if nobody has rendered it
 */
public record RenderedChart(List<JsonNode> objects) {
    private static final String HOOK = "helm.sh/hook";
    static final String ADMISSION = "admissionregistration.k8s.io";
    private static final List<String> CONFIGURATIONS = List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration");

    /** The text of settings.yaml; empty if it is not among them. */
    public Optional<String> settings() {
        return objects.stream()
                .filter(object -> GroupKind.of(object).equals(GroupKind.CONFIG_MAP))
                .map(object -> object.at("/data/settings.yaml"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }

    /** Those that Helm makes at once, and not for an hour of a hook. */
    public List<JsonNode> lasting() {
        return objects.stream().filter(object -> !object.at("/metadata/annotations").has(HOOK)).toList();
    }

    /** The release, as {@code NAMESPACE/NAME}; empty if that is not known. */
    Optional<String> release() {
        return objects.stream()
                .filter(object -> GroupKind.of(object).equals(GroupKind.DEPLOYMENT))
                .map(object -> ObjectRef.of(object).namespace() + "/"
                        + Json.textMap(object.at("/metadata/labels")).getOrDefault("app.kubernetes.io/instance", ""))
                .findFirst();
    }

    /**
     * What the API server would ask, or judge by itself, with the failure policy: one line for each webhook and policy.
     *
     * @param armed names of the webhooks that are repeated with {@code Fail} once they were seen to refuse
     */
    public List<String> admission(List<String> armed) {
        Stream<String> webhooks = objects.stream()
                .filter(object -> CONFIGURATIONS.contains(object.path("kind").asText()))
                .flatMap(object -> Json.elements(object.path("webhooks")).stream().map(webhook -> webhook(object, webhook, armed)));
        Stream<String> bindings = objects.stream()
                .filter(object -> object.path("kind").asText().equals("ValidatingAdmissionPolicyBinding"))
                .map(object -> ObjectRef.of(object).name() + "  (ValidatingAdmissionPolicy)  "
                        + String.join(", ", Json.texts(object.at("/spec/validationActions"))));
        return Stream.concat(webhooks, bindings).toList();
    }

    private static String webhook(JsonNode configuration, JsonNode webhook, List<String> armed) {
        String name = webhook.path("name").asText();
        boolean fails = configuration.path("kind").asText().startsWith("Validating") && armed.contains(name);
        String kinds = Json.elements(webhook.path("rules")).stream()
                .flatMap(rule -> Json.texts(rule.path("resources")).stream())
                .distinct()
                .collect(Collectors.joining(", "));
        String namespace = webhook.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText();
        return name + "  (" + configuration.path("kind").asText() + ")  " + kinds
                + (namespace.isEmpty() ? "" : " in " + namespace)
                + "; failurePolicy " + webhook.path("failurePolicy").asText()
                + (fails ? ", and Fail once it was seen to refuse" : "");
    }
}
