package io.sallyport.core.companion;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataplaneTest {
    private static final Map<String, String> INJECTED = Map.of("istio-injection", "enabled");

    @Test
    void theNamespacesLabelGivesASidecarAndThePodsLabelDecidesOverIt() {
        assertThat(of(Json.object(), INJECTED)).isEqualTo(Dataplane.SIDECAR);
        assertThat(of(Json.object(), Map.of("istio.io/rev", "stable"))).isEqualTo(Dataplane.SIDECAR);
        assertThat(of(Json.object(), Map.of())).isEqualTo(Dataplane.NONE);
        assertThat(of(labels("sidecar.istio.io/inject", "false"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(labels("sidecar.istio.io/inject", "true"), Map.of())).isEqualTo(Dataplane.SIDECAR);
    }

    /** The injector is not asked about such Pods. */
    @Test
    void anAnnotationAloneGivesNoSidecarWhereTheNamespaceHasNoLabel() {
        assertThat(of(annotations("sidecar.istio.io/inject", "true"), Map.of())).isEqualTo(Dataplane.NONE);
        assertThat(of(annotations("sidecar.istio.io/inject", "false"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(labels("sidecar.istio.io/inject", "true"), Map.of("istio-injection", "disabled"))).isEqualTo(Dataplane.NONE);
    }

    @Test
    void whatLeadsCallsPastTheSidecarCountsAsNone() {
        assertThat(of(annotations("traffic.sidecar.istio.io/excludeInboundPorts", "9000, 8080"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(annotations("traffic.sidecar.istio.io/includeInboundPorts", "9000"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(annotations("sidecar.istio.io/interceptionMode", "NONE"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(annotations("proxy.istio.io/config", "interceptionMode: NONE"), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(Json.object("hostNetwork", true), INJECTED)).isEqualTo(Dataplane.NONE);
        assertThat(of(annotations("traffic.sidecar.istio.io/excludeInboundPorts", "9090"), INJECTED)).isEqualTo(Dataplane.SIDECAR);
        assertThat(of(annotations("proxy.istio.io/config", "holdApplicationUntilProxyStarts: true"), INJECTED)).isEqualTo(Dataplane.SIDECAR);
    }

    @Test
    void ambientModeIsToldFromTheNamespaceAndFromThePod() {
        Map<String, String> ambient = Map.of("istio.io/dataplane-mode", "ambient");

        assertThat(of(Json.object(), ambient)).isEqualTo(Dataplane.AMBIENT);
        assertThat(of(labels("istio.io/dataplane-mode", "none"), ambient)).isEqualTo(Dataplane.NONE);
        assertThat(of(labels("istio.io/dataplane-mode", "ambient"), Map.of())).isEqualTo(Dataplane.AMBIENT);
    }

    private static ObjectNode labels(String key, String value) {
        return Json.object("labels", Json.object(key, value));
    }

    private static ObjectNode annotations(String key, String value) {
        return Json.object("annotations", Json.object(key, value));
    }

    /** @param predictor fields of the component */
    private static Dataplane of(ObjectNode predictor, Map<String, String> namespace) {
        Model service = Model.from(
                Json.object(
                        "metadata", Json.object("name", "iris", "namespace", "team-a"),
                        "spec", Json.object("predictor", predictor)),
                DeploymentMode.STANDARD);
        return Dataplane.of(service.component(), namespace);
    }
}
