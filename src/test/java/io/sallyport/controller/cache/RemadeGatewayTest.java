package io.sallyport.controller.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.apiserver.KubeServer;
import io.sallyport.apiserver.TestCluster;
import io.sallyport.controller.Replica;
import io.sallyport.core.guard.Guard;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A route is not judged as one of the gateway's while its Gateway is for other Pods. When that is deleted, and made anew for the
 * gateway's, the informers have to know the route, whatever its label.
 */
class RemadeGatewayTest {
    private static final JsonNode GATEWAY = Json.object(
            "apiVersion", "networking.istio.io/v1",
            "kind", "Gateway",
            "metadata", Json.object("name", "web", "namespace", "team"),
            "spec", Json.object(
                    "selector", Json.object("istio", "ingressgateway"),
                    "servers", Json.array(Json.object(
                            "hosts", Json.array("*"),
                            "port", Json.object("name", "http", "number", 80, "protocol", "HTTP")))));

    private KubeServer server;
    private TestCluster cluster;
    private Replica replica;

    @BeforeEach
    void start() {
        server = KubeServer.start().withCrds(crd -> true);
        cluster = new TestCluster(server);
        replica = Replica.start(server, "sallyport-a");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            replica.close();
            cluster.close();
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody", "sallyport"})
    void bringsNoRouteThatWasNotJudged(String manager) {
        cluster.create(route(manager));

        cluster.within(Duration.ofSeconds(15), () -> assertThat(faults()).singleElement().satisfies(fault -> {
            assertThat(fault.path()).isEqualTo("spec.selector");
            assertThat(fault.problem()).contains("brings in VirtualService team/early", "/dex/red");
        }));
        assertThat(replica.snapshot().objects().find(GroupKind.VIRTUAL_SERVICE, "team", "early")).isPresent();
    }

    private List<Fault> faults() {
        return new Guard(ExposureSettings.DEFAULTS)
                .faults(new Write(ObjectRef.of(GATEWAY), Json.none(), GATEWAY, false), replica.snapshot().objects());
    }

    private static JsonNode route(String manager) {
        return Json.object(
                "apiVersion", "networking.istio.io/v1",
                "kind", "VirtualService",
                "metadata", Json.object(
                        "name", "early",
                        "namespace", "team",
                        "labels", Json.object("app.kubernetes.io/managed-by", manager, "sallyport.io/inference-service", "z"),
                        "finalizers", Json.array("team.example/stays")),
                "spec", Json.object(
                        "hosts", Json.array("*"),
                        "gateways", Json.array("team/web"),
                        "http", Json.array(Json.object(
                                "match", Json.array(Json.object("uri", Json.object("prefix", "/dex/red"))),
                                "route", Json.array(Json.object("destination", Json.object("host", "iris.team.svc.cluster.local")))))));
    }
}
