package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.GeneratedPart;
import io.sallyport.chart.helm.Helm;
import io.sallyport.chart.helm.Rendered;
import io.sallyport.chart.helm.Rights;
import io.sallyport.chart.helm.RightsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rights of the chart's three accounts: enough, and nothing that a stolen token could be used for. */
class ChartRightsTest {

    @Test
    void readsModelsAndNeverWritesThem() {
        assertThat(program("default")).filteredOn(right -> right.contains("inferenceservices"))
                .containsExactlyInAnyOrder(
                        "everywhere: list inferenceservices.serving.kserve.io",
                        "everywhere: watch inferenceservices.serving.kserve.io");
    }

    @Test
    void appliesAndDeletesEveryKindOfCompanion() {
        for (String kind : Set.of(
                "virtualservices.networking.istio.io",
                "authorizationpolicies.security.istio.io",
                "requestauthentications.security.istio.io")) {
            for (String verb : Set.of("list", "watch", "create", "patch", "delete")) {
                assertThat(program("default")).contains("everywhere: " + verb + " " + kind);
            }
        }
    }

    @Test
    void writesOneEnvoyFilterAndOnlyWhereModelsMayHaveLimits() {
        assertThat(program("default")).filteredOn(right -> right.contains("envoyfilters"))
                .containsExactlyInAnyOrder(
                        "istio-system: list envoyfilters.networking.istio.io",
                        "istio-system: watch envoyfilters.networking.istio.io",
                        "istio-system: delete envoyfilters.networking.istio.io named sallyport-limits");
    }

    @Test
    void seesNoSecretButItsOwn() {
        assertThat(program("default")).filteredOn(right -> right.contains("secrets"))
                .containsExactlyInAnyOrder(
                        "sallyport: create secrets",
                        "sallyport: get secrets named sallyport-tls",
                        "sallyport: update secrets named sallyport-tls",
                        "sallyport: watch secrets named sallyport-tls");
    }

    @Test
    void seesNoSecretWhenOthersMakeTheCertificate() {
        assertThat(program("cert-manager")).noneMatch(right -> right.contains("secrets"));
        assertThat(program("provided")).noneMatch(right -> right.contains("secrets"));
    }

    @Test
    void writesWebhookConfigurationsOnlyToPutItsOwnCaInAndToArmTheGuard() {
        String configurations = "webhookconfigurations.admissionregistration.k8s.io named sallyport";
        assertThat(program("default")).filteredOn(right -> right.contains("webhookconfigurations")
                        && !right.contains(": get ") && !right.contains(": watch "))
                .containsExactlyInAnyOrder(
                        "everywhere: patch mutating" + configurations,
                        "everywhere: patch validating" + configurations,
                        "everywhere: patch validating" + configurations + "-armed");
        assertThat(program("provided")).filteredOn(right -> right.contains(": patch") && right.contains("configurations"))
                .containsExactly("everywhere: patch validating" + configurations + "-armed");
    }

    /** Whoever could write these could do everything. */
    @Test
    void onlyLooksAtWhatTheGuardStandsOn() {
        assertThat(program("default")).filteredOn(right -> right.contains("clusterrole")
                        || right.contains("customresourcedefinitions") || right.contains("validatingadmissionpolic"))
                .isNotEmpty()
                .allMatch(right -> right.contains(" named "))
                .allMatch(right -> right.contains(": get ") || right.contains(": watch "));
    }

    @Test
    void updatesThePolicyThatTheSettingsName() {
        assertThat(Rights.of(Rendered.of("customised"), "doorkeeper"))
                .contains(
                        "edge: update authorizationpolicies.security.istio.io named sign-in",
                        "edge: list pods",
                        "kserve: watch configmaps named inferenceservice-config")
                .noneMatch(right -> right.contains("istio-system") || right.contains("kubeflow"));
    }

    /** A right that nothing needs is given to nobody. */
    @Test
    void writesNetworkPoliciesOnlyWhereTheSettingsAskForThem() {
        assertThat(program("default")).noneMatch(right -> right.contains("networkpolicies"));
        assertThat(uninstaller()).noneMatch(right -> right.contains("networkpolicies"));
        assertThat(program("observed"))
                .contains("everywhere: create networkpolicies.networking.k8s.io", "everywhere: delete networkpolicies.networking.k8s.io");
        assertThat(Rights.of(Rendered.of("observed"), "sallyport-uninstall")).contains("everywhere: delete networkpolicies.networking.k8s.io");
    }

    /** It lets people make tokens of one account, and makes none. */
    @Test
    void bindsOneRoleToWhomItMayAndOnlyWhereTheSettingsAskForIt() {
        assertThat(program("default")).noneMatch(right -> right.contains("model-caller"));
        assertThat(uninstaller()).noneMatch(right -> right.contains("model-caller"));
        assertThat(program("people-with-tokens"))
                .noneMatch(right -> right.contains("serviceaccounts/token"))
                .filteredOn(right -> right.contains("model-caller") || right.contains("rolebindings") && !right.contains(" named "))
                .containsExactlyInAnyOrder(
                        "everywhere: create serviceaccounts named model-caller",
                        "everywhere: patch serviceaccounts named model-caller",
                        "everywhere: delete serviceaccounts named model-caller",
                        "everywhere: list rolebindings.rbac.authorization.k8s.io",
                        "everywhere: watch rolebindings.rbac.authorization.k8s.io",
                        "everywhere: create rolebindings.rbac.authorization.k8s.io named model-caller",
                        "everywhere: patch rolebindings.rbac.authorization.k8s.io named model-caller",
                        "everywhere: delete rolebindings.rbac.authorization.k8s.io named model-caller",
                        "everywhere: bind clusterroles.rbac.authorization.k8s.io named sallyport-model-caller");
        assertThat(Rights.of(Rendered.of("people-with-tokens"), "sallyport-uninstall"))
                .filteredOn(right -> right.contains("model-caller"))
                .allMatch(right -> right.contains(": list ") || right.contains(": delete "));
    }

    @Test
    void mayNeverDoEverything() {
        assertThat(program("default")).noneMatch(right -> right.contains("*"));
        assertThat(uninstaller()).noneMatch(right -> right.contains("*"));
    }

    @Test
    void uninstallingIsLeftToAnAccountThatIsOnlyThereForIt() {
        assertThat(uninstaller())
                .contains(
                        "everywhere: delete mutatingwebhookconfigurations.admissionregistration.k8s.io named sallyport",
                        "everywhere: delete validatingwebhookconfigurations.admissionregistration.k8s.io"
                                + " named sallyport",
                        "everywhere: delete validatingwebhookconfigurations.admissionregistration.k8s.io"
                                + " named sallyport-armed",
                        "everywhere: delete validatingadmissionpolicybindings.admissionregistration.k8s.io"
                                + " named sallyport",
                        "everywhere: delete virtualservices.networking.istio.io",
                        "everywhere: delete authorizationpolicies.security.istio.io",
                        "everywhere: delete requestauthentications.security.istio.io",
                        "istio-system: update authorizationpolicies.security.istio.io"
                                + " named istio-ingressgateway-oauth2-proxy",
                        "sallyport: patch deployments.apps named sallyport",
                        "sallyport: delete leases.coordination.k8s.io named sallyport",
                        "sallyport: delete secrets named sallyport-tls")
                .noneMatch(right -> right.contains(": create "));
        assertThat(program("default")).filteredOn(right -> right.contains("deployments"))
                .containsExactlyInAnyOrder(
                        "istio-system: list deployments.apps", "istio-system: watch deployments.apps");
    }

    @Test
    void testingTakesNoMoreThanTwoObjectsOfOneName() {
        assertThat(Rights.of(Rendered.of("default"), "sallyport-test"))
                .containsExactlyInAnyOrder(
                        "istio-system: create authorizationpolicies.security.istio.io named sallyport-probe",
                        "istio-system: patch authorizationpolicies.security.istio.io named sallyport-probe",
                        "sallyport: create inferenceservices.serving.kserve.io named sallyport-probe",
                        "sallyport: patch inferenceservices.serving.kserve.io named sallyport-probe");
    }

    @Test
    @Tag("pages")
    void theReadmeListsThem() throws IOException {
        Map<String, String> accounts = new LinkedHashMap<>();
        accounts.put("program", "sallyport");
        accounts.put("`helm test`", "sallyport-test");
        accounts.put("`helm uninstall`", "sallyport-uninstall");
        String table = RightsTable.markdown(Rendered.of("default"), accounts);

        new GeneratedPart(Helm.CHART.resolve("README.md"), "rights").is(table);
    }

    private static Set<String> program(String folder) {
        return Rights.of(Rendered.of(folder), "sallyport");
    }

    private static Set<String> uninstaller() {
        return Rights.of(Rendered.of("default"), "sallyport-uninstall");
    }
}
