package io.sallyport.controller.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sallyport.config.Settings;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An object that the guard rests on, and that no webhook is asked about.
 *
 * @param namespace of the object; empty if it is in none
 * @param name     of the object
 * @param fields   of it that matter; none if only its being there does
 * @param required if it has to be there at all, and is not an option of the chart's
 */
record GuardedObject(
        String group, String kind, String plural, String namespace, String name, List<String> fields, boolean required) {
    private static final String ADMISSION = "admissionregistration.k8s.io";
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String DEFINITIONS = "apiextensions.k8s.io";

    /** @param own our namespace */
    static List<GuardedObject> all(Settings settings, String own) {
        String name = settings.webhook().configuration();
        Stream<GuardedObject> inNamespaces = Stream.of(
                        List.of(own, name),
                        List.of(settings.exposure().gateway().namespace(), name + "-gateway"),
                        List.of(settings.exposure().kserve().namespace(), name + "-kserve"))
                .flatMap(role -> Stream.of(
                        rights("Role", role.getFirst(), role.getLast(), List.of("rules")),
                        rights("RoleBinding", role.getFirst(), role.getLast(), List.of("roleRef", "subjects"))));
        return Stream.concat(inNamespaces, Stream.of(
                admission("ValidatingWebhookConfiguration", name, List.of("webhooks"), true),
                // What is in this one we write ourselves. The chart has it in enforce mode alone.
                admission("ValidatingWebhookConfiguration", settings.webhook().armedConfiguration(), List.of(),
                        settings.exposure().guard().mode() == GuardMode.ENFORCE),
                admission("MutatingWebhookConfiguration", name, List.of("webhooks"), true),
                policy(name),
                admission("ValidatingAdmissionPolicyBinding", name, List.of("spec"), false),
                policy(settings.webhook().endpointPolicy()),
                admission("ValidatingAdmissionPolicyBinding", settings.webhook().endpointPolicy(), List.of("spec"), false),
                rights("ClusterRole", "", name, List.of("rules")),
                rights("ClusterRoleBinding", "", name, List.of("roleRef", "subjects")),
                definition("authorizationpolicies"),
                definition("requestauthentications"))).toList();
    }

    private static GuardedObject policy(String name) {
        return new GuardedObject(
                ADMISSION, "ValidatingAdmissionPolicy", "validatingadmissionpolicies", "", name, List.of("spec"), false);
    }

    private static GuardedObject admission(String kind, String name, List<String> fields, boolean required) {
        return new GuardedObject(ADMISSION, kind, kind.toLowerCase(Locale.ROOT) + "s", "", name, fields, required);
    }

    /** The chart can be told to leave them to others. */
    private static GuardedObject rights(String kind, String namespace, String name, List<String> fields) {
        return new GuardedObject(RBAC, kind, kind.toLowerCase(Locale.ROOT) + "s", namespace, name, fields, false);
    }

    /** Newer versions of Istio change them, which is the webhook's to judge. */
    private static GuardedObject definition(String plural) {
        return new GuardedObject(DEFINITIONS, "CustomResourceDefinition", "customresourcedefinitions",
                "", plural + ".security.istio.io", List.of(), false);
    }

    ResourceDefinitionContext definition() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(!namespace.isEmpty())
                .build();
    }

    /** True if it is one of those that say what we may do; without them it may be that we cannot even look any more. */
    boolean grantsRights() {
        return group.equals(RBAC);
    }

    /** True if our chart writes it, and not Istio's. */
    boolean ofOurChart() {
        return !group.equals(DEFINITIONS);
    }

    /** What may not change without anybody noticing. The CA changes all the time, by us. */
    JsonNode essence(JsonNode object) {
        ObjectNode essence = Json.object();
        fields.forEach(field -> essence.set(field, object.path(field).deepCopy()));
        Stream.of(essence.path("webhooks"))
                .flatMap(webhooks -> Json.elements(webhooks).stream())
                .map(webhook -> webhook.path("clientConfig"))
                .filter(ObjectNode.class::isInstance)
                .forEach(client -> ((ObjectNode) client).remove("caBundle"));
        return essence;
    }

    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }
}
