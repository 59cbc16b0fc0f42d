package io.sallyport.controller.stored;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VerdictsTest {
    private final List<StoredObjects.Refused> news = new ArrayList<>();
    private final AtomicInteger judgements = new AtomicInteger();
    private final JsonNode gateway = Json.object(
            "apiVersion", "networking.istio.io/v1", "kind", "Gateway",
            "metadata", Json.object("name", "kubeflow-gateway", "namespace", "kubeflow"),
            "spec", Json.object("selector", Json.object("app", "istio-ingressgateway")));
    private final Verdicts verdicts = new Verdicts(
            new StoredObjects(ExposureSettings.DEFAULTS), ClusterObjects.of(List.of(gateway)), news::add, judgements::incrementAndGet);

    @Test
    void anUnchangedObjectIsJudgedOnceWhileTheGatewayIsTheSame() {
        verdicts.judge(route("1", "/kfserving"));
        verdicts.judge(route("1", "/kfserving"));
        assertThat(judgements).hasValue(1);

        verdicts.judge(route("2", "/kfserving"));
        assertThat(judgements).hasValue(2);

        verdicts.gatewayChanged();
        verdicts.judge(route("2", "/kfserving"));
        assertThat(judgements).hasValue(3);
    }

    @Test
    void whatWasToldIsNotToldAgain() {
        verdicts.judge(route("1", "/kfserving"));
        verdicts.judge(route("2", "/kfserving"));
        assertThat(news).hasSize(1);

        verdicts.judge(route("3", "/web"));
        verdicts.judge(route("4", "/kfserving"));
        assertThat(news).hasSize(2);
    }

    @Test
    void whatGoesOrIsMendedIsNotCounted() {
        verdicts.judge(route("1", "/kfserving"));
        assertThat(verdicts.refused("VirtualService")).isEqualTo(1);
        verdicts.judge(route("2", "/web"));
        assertThat(verdicts.refused("VirtualService")).isZero();

        verdicts.judge(route("3", "/kfserving"));
        verdicts.gone(ObjectRef.of(route("3", "/kfserving")));
        assertThat(verdicts.refused("VirtualService")).isZero();

        verdicts.judge(route("4", "/kfserving"));
        verdicts.keepOnly(GroupKind.VIRTUAL_SERVICE, Set.of());
        assertThat(verdicts.refused("VirtualService")).isZero();
    }

    private static JsonNode route(String version, String path) {
        return Json.object(
                "apiVersion", "networking.istio.io/v1", "kind", "VirtualService",
                "metadata", Json.object("name", "web", "namespace", "other", "resourceVersion", version),
                "spec", Json.object(
                        "gateways", Json.array("kubeflow/kubeflow-gateway"),
                        "hosts", Json.array("*"),
                        "http", Json.array(Json.object(
                                "match", Json.array(Json.object("uri", Json.object("prefix", path))),
                                "route", Json.array(Json.object("destination", Json.object("host", "web.other.svc.cluster.local")))))));
    }
}
