package io.sallyport.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Deployment's and the uninstalling Job's pods. */
class ChartPodsTest {

    @Test
    void fitTheRestrictedPodSecurityStandard() {
        assertThat(pods("default")).hasSize(2).allSatisfy(pod -> {
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
    void theUninstallingPodIsNoEndpointOfTheService() {
        Rendered rendered = Rendered.of("default");
        JsonNode selector = rendered.the("Service", "sallyport").at("/spec/selector");
        JsonNode job = rendered.the("Job", "sallyport-uninstall").at("/spec/template/metadata/labels");

        assertThat(selector.path("app.kubernetes.io/name")).isNotEqualTo(job.path("app.kubernetes.io/name"));
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
        return Stream.of("Deployment", "Job")
                .flatMap(rendered::ofKind)
                .map(owner -> owner.at("/spec/template"))
                .toList();
    }
}
