package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.chart.helm.Rendered;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pods of the Deployment, of the uninstalling Job and of the test. */
class ChartPodsTest {

    @Test
    void fitTheRestrictedPodSecurityStandard() {
        assertThat(pods("default")).hasSize(3).allSatisfy(pod -> {
            JsonNode security = pod.at("/spec/securityContext");
            JsonNode container = pod.at("/spec/containers/0/securityContext");
            assertThat(security.path("runAsNonRoot").asBoolean()).isTrue();
            assertThat(security.path("runAsUser").asInt()).isEqualTo(10001);
            assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
            assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(Rendered.strings(container.at("/capabilities/drop"))).containsExactly("ALL");
        });
    }

    @Test
    void stayOutOfTheMesh() {
        assertThat(pods("customised")).allSatisfy(pod -> {
            assertThat(pod.at("/metadata/labels/sidecar.istio.io~1inject").asText()).isEqualTo("false");
            assertThat(pod.at("/metadata/annotations/sidecar.istio.io~1inject").asText()).isEqualTo("false");
        });
    }

    @Test
    void theUninstallingAndTheTestingPodAreNoEndpointsOfTheService() {
        Rendered rendered = Rendered.of("default");
        JsonNode selector = rendered.the("Service", "sallyport").at("/spec/selector");

        assertThat(pods("default"))
                .filteredOn(pod -> pod.at("/metadata/labels/app.kubernetes.io~1name")
                        .equals(selector.path("app.kubernetes.io/name")))
                .containsExactly(rendered.the("Deployment", "sallyport").at("/spec/template"));
    }

    @Test
    void theTestingPodHasATokenForTheGatewayOnlyWhereItCallsAModel() {
        assertThat(Rendered.of("default").the("Pod", "sallyport-test").at("/spec/volumes").findValues("serviceAccountToken"))
                .isEmpty();
        assertThat(Rendered.of("observed").the("Pod", "sallyport-test").at("/spec/volumes").findValues("audience"))
                .extracting(JsonNode::asText)
                .containsExactly("istio-ingressgateway.istio-system.svc.cluster.local");
    }

    @Test
    void aRolloutNeverTakesAPodAwayBeforeTheNextIsReady() {
        JsonNode strategy = Rendered.of("default").the("Deployment", "sallyport").at("/spec/strategy");

        assertThat(strategy.at("/rollingUpdate/maxUnavailable").asText()).isEqualTo("0");
    }

    @Test
    void changedSettingsRollThePodsAndNothingElseDoes() {
        String checksum = "/spec/template/metadata/annotations/checksum~1settings";
        String before = Rendered.of("default").the("Deployment", "sallyport").at(checksum).asText();

        assertThat(before).hasSize(64);
        assertThat(Rendered.of("customised").the("Deployment", "side-door").at(checksum).asText()).isNotEqualTo(before);
        assertThat(Rendered.of("default").the("Deployment", "sallyport").at(checksum).asText()).isEqualTo(before);
    }

    @Test
    void mountACertificateOnlyWhereOthersMakeIt() {
        assertThat(secrets("default")).isEmpty();
        assertThat(secrets("cert-manager")).containsExactly("sallyport-tls");
        assertThat(secrets("provided")).containsExactly("our-certificate");
    }

    private static List<String> secrets(String folder) {
        return Rendered.stream(Rendered.of(folder).the("Deployment", "sallyport").at("/spec/template/spec/volumes"))
                .filter(volume -> volume.has("secret"))
                .map(volume -> volume.at("/secret/secretName").asText())
                .toList();
    }

    private static List<JsonNode> pods(String folder) {
        Rendered rendered = Rendered.of(folder);
        return Stream.concat(
                        Stream.of("Deployment", "Job")
                                .flatMap(rendered::ofKind)
                                .map(owner -> owner.at("/spec/template")),
                        rendered.ofKind("Pod"))
                .toList();
    }
}
