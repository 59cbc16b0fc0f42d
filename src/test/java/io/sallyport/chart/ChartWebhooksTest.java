package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.chart.helm.Rendered;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The webhook configurations: what must never change by accident. */
class ChartWebhooksTest {
    /** Of admissionregistration.k8s.io/v1: what is not stated the API server fills in, and GitOps tools see a drift. */
    private static final Set<String> DEFAULTED = Set.of(
            "admissionReviewVersions", "clientConfig", "failurePolicy", "matchPolicy", "name", "namespaceSelector",
            "objectSelector", "rules", "sideEffects", "timeoutSeconds");

    @Test
    void statesEveryFieldThatTheApiServerWouldFillIn() {
        assertThat(webhooks("default")).hasSize(11).allSatisfy(webhook -> {
            Set<String> stated = new TreeSet<>();
            webhook.fieldNames().forEachRemaining(stated::add);
            assertThat(stated).containsAll(DEFAULTED);
            assertThat(webhook.at("/clientConfig/service/port").asInt()).isEqualTo(443);
            assertThat(Rendered.stream(webhook.path("rules"))).allMatch(rule -> rule.hasNonNull("scope"));
        });
        assertThat(Rendered.of("default").the("MutatingWebhookConfiguration", "sallyport").path("webhooks"))
                .extracting(webhook -> webhook.path("reinvocationPolicy").asText())
                .containsOnly("IfNeeded");
    }

    /** A cluster's busiest writes, and leader elections: nobody of ours is asked about any of them. */
    @Test
    void leavesEndpointsAndLeasesToTheApiServer() {
        assertThat(webhooks("default"))
                .flatExtracting(webhook -> Rendered.stream(webhook.path("rules"))
                        .flatMap(rule -> Rendered.strings(rule.path("resources")).stream())
                        .toList())
                .isNotEmpty()
                .doesNotContain("endpointslices", "endpoints", "leases", "events", "nodes", "*", "*/*");
    }

    /** Subresources through which labels, annotations or containers change as well. */
    @Test
    void asksAboutEveryWayToWriteWhatAJudgeReads() {
        assertThat(resources("workloads.sallyport.io")).contains("pods", "pods/status", "pods/ephemeralcontainers");
        assertThat(resources("routes.sallyport.io")).contains("ingresses", "ingresses/status");
        assertThat(resources("definitions.sallyport.io")).contains("namespaces", "namespaces/status", "namespaces/finalize");
    }

    private static List<String> resources(String webhook) {
        return Rendered.stream(webhook("default", webhook).path("rules"))
                .flatMap(rule -> Rendered.strings(rule.path("resources")).stream())
                .toList();
    }

    @Test
    void promisesToHaveNoSideEffects() {
        assertThat(webhooks("default"))
                .extracting(webhook -> webhook.path("sideEffects").asText())
                .containsOnly("None");
    }

    @Test
    void neverAsksAboutDeletedModelsOrTheirStatus() {
        assertThat(Rendered.stream(webhook("default", "inferenceservice.sallyport.io").path("rules")))
                .allMatch(rule -> Rendered.strings(rule.path("operations")).equals(List.of("CREATE", "UPDATE")));
        assertThat(resources("inferenceservice.sallyport.io")).noneMatch(resource -> resource.contains("/"));
    }

    /** A label that does nothing, and says nothing, is believed to have done something. */
    @Test
    void asksAboutEveryKindOfKServeThatPeopleLabel() {
        assertThat(resources("inferenceservice.sallyport.io"))
                .containsExactly("inferenceservices", "inferencegraphs", "llminferenceservices", "trainedmodels");
    }

    @Test
    void guardsOnlyTheProtectedPoliciesOfTheGatewaysNamespace() {
        JsonNode guard = webhook("customised", "guard.sallyport.io");

        assertThat(guard.at("/namespaceSelector/matchLabels/kubernetes.io~1metadata.name").asText()).isEqualTo("edge");
        assertThat(guard.at("/matchConditions/0/expression").asText())
                .endsWith("in [\"require-token\",\"sallyport-guard\",\"sallyport-seal\",\"sallyport-probe\"]");
        assertThat(Rendered.strings(guard.at("/rules/0/operations"))).containsExactly("CREATE", "UPDATE", "DELETE");
    }

    @Test
    void doesNotGuardAPolicyThatIsNotWritten() {
        assertThat(webhook("bare", "guard.sallyport.io").at("/matchConditions/0/expression").asText())
                .endsWith("in [\"istio-ingressgateway-require-jwt\",\"sallyport-probe\"]");
    }

    /** Under server-side apply an entry with a CA in it, which is not the chart's, could not be taken away. */
    @Test
    void neverTakesAnEntryAway() {
        for (String folder : List.of("default", "bare", "customised", "provided")) {
            assertThat(webhooks(folder)).extracting(webhook -> webhook.path("name").asText())
                    .containsExactly(
                            "inferenceservice.sallyport.io", "exemption.sallyport.io", "reason.sallyport.io", "guard.sallyport.io",
                            "policies.sallyport.io", "extensions.sallyport.io", "routes.sallyport.io",
                            "mesh.sallyport.io", "services.sallyport.io", "workloads.sallyport.io", "definitions.sallyport.io");
        }
    }

    /** {@code request.name} is missing, not empty, in a request to delete a collection or for a generated name. */
    @Test
    void noConditionTrustsTheNameInTheRequest() {
        assertThat(webhooks("default"))
                .extracting(webhook -> webhook.at("/matchConditions/0/expression").asText())
                .noneMatch(condition -> condition.isEmpty() || condition.contains("request.name"));
    }

    /** Under server-side apply a stated failurePolicy, or list of webhooks, would be taken back by every upgrade. */
    @Test
    void leavesArmingToTheProgram() {
        assertThat(Rendered.of("default").the("ValidatingWebhookConfiguration", "sallyport-armed").has("webhooks"))
                .isFalse();
        assertThat(webhooks("default"))
                .filteredOn(webhook -> Set.of("guard.sallyport.io", "policies.sallyport.io", "extensions.sallyport.io")
                        .contains(webhook.path("name").asText()))
                .hasSize(3)
                .allMatch(webhook -> webhook.path("failurePolicy").asText().equals("Ignore"));
    }

    /** Istio has to come up again, and be mended, without us. */
    @Test
    void neverStopsPodsOrTheMeshByDefault() {
        assertThat(webhooks("default")).allMatch(webhook -> webhook.path("failurePolicy").asText().equals("Ignore"));
        assertThat(webhook("customised", "routes.sallyport.io").path("failurePolicy").asText()).isEqualTo("Fail");
    }

    @Test
    void leavesTheCaToWhoeverMakesIt() {
        assertThat(webhooks("default")).noneMatch(webhook -> webhook.path("clientConfig").has("caBundle"));
        assertThat(webhooks("cert-manager")).noneMatch(webhook -> webhook.path("clientConfig").has("caBundle"));
        assertThat(webhooks("provided")).allMatch(webhook -> webhook.path("clientConfig").has("caBundle"));
    }

    @Test
    void asksCertManagerForItsCa() {
        Rendered rendered = Rendered.of("cert-manager");
        String certificate = rendered.the("Certificate", "sallyport").at("/metadata/name").asText();

        assertThat(rendered.the("ValidatingWebhookConfiguration", "sallyport")
                        .at("/metadata/annotations/cert-manager.io~1inject-ca-from").asText())
                .isEqualTo("sallyport/" + certificate);
    }

    private static JsonNode webhook(String folder, String name) {
        return webhooks(folder).stream()
                .filter(webhook -> webhook.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> webhooks(String folder) {
        Rendered rendered = Rendered.of(folder);
        return Stream.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
                .flatMap(rendered::ofKind)
                .flatMap(configuration -> Rendered.stream(configuration.path("webhooks")))
                .toList();
    }
}
