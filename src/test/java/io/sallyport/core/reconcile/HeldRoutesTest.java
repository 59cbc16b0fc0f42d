package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A route that is deleted and kept by somebody's finalizer goes on answering: something of ours has to come before it. */
class HeldRoutesTest {
    private static final ExposureSettings SETTINGS = ExposureSettings.DEFAULTS;

    @Test
    void theClosedAnswerComesBeforeARouteThatIsHeld() {
        JsonNode door = door(List.of(route("iris", "*", true), route("rose", "*", false))).getFirst();

        assertThat(door.at("/metadata/namespace").asText()).isEqualTo("istio-system");
        assertThat(door.at("/spec/gateways/0").asText()).isEqualTo("kubeflow/kubeflow-gateway");
        // Only what a namespace keeps to itself comes before what is exported to it by name.
        assertThat(Json.texts(door.at("/spec/exportTo"))).containsExactly(".");
        assertThat(Json.elements(door.at("/spec/http/0/match")).stream().map(match -> match.path("uri").toString()))
                .containsExactly("{\"exact\":\"/kfserving/team-a/iris\"}", "{\"prefix\":\"/kfserving/team-a/iris/\"}");
        assertThat(door.at("/spec/http/0/directResponse/status").asInt()).isEqualTo(404);
        assertThat(door.at("/spec/http/0/route").isMissingNode()).isTrue();
    }

    /** Its namespace may edit what it holds: nothing but the name is taken from it. */
    @Test
    void whatAHeldRouteSaysIsNotRepeated() {
        List<JsonNode> doors = door(List.of(route("iris", "not a host", true)));

        assertThat(doors).extracting(door -> door.at("/metadata/name").asText() + Json.texts(door.at("/spec/hosts")))
                .containsExactly("sallyport-held[*]");
    }

    /** Where KServe leads to models by their paths at the public host, they have a route there as well. */
    @Test
    void atThePublicHostOnlyARouteThatIsThereIsClosed() {
        var settings = ((SettingsFile.Reading.Read) SettingsFile.parse("url: https://kserve.example.com")).settings().exposure();

        assertThat(new HeldRoutes(settings).answers(List.of(route("iris", "*", true)))).hasSize(1);
        assertThat(new HeldRoutes(settings).answers(List.of(route("iris", "kserve.example.com", true))))
                .extracting(door -> Json.texts(door.at("/spec/hosts")))
                .containsExactly(List.of("*"), List.of("kserve.example.com"));
    }

    @Test
    void aNamespaceThatHoldsVeryManyIsClosedAsAWhole() {
        JsonNode door = door(IntStream.range(0, 21).mapToObj(number -> route("m" + number, "*", true)).toList()).getFirst();

        assertThat(Json.elements(door.at("/spec/http/0/match")).stream().map(match -> match.path("uri").toString()))
                .containsExactly("{\"exact\":\"/kfserving/team-a\"}", "{\"prefix\":\"/kfserving/team-a/\"}");
    }

    @Test
    void whenTheRouteIsGoneSoIsTheDoorInFrontOfIt() {
        List<JsonNode> before = List.of(door(List.of(route("iris", "*", true))).getFirst());

        assertThat(changes(before, List.of()).stream().filter(Change.Delete.class::isInstance))
                .extracting(change -> change.ref().name())
                .containsExactly("sallyport-held");
        assertThat(changes(before, List.of(route("iris", "*", true)))).extracting(change -> change.ref().name())
                .doesNotContain("sallyport-held");
    }

    /** An installation that audits writes nothing new beside the gateway but what closes. */
    @Test
    void aGuardThatAuditsClosesThemAsWell() {
        var settings = ((SettingsFile.Reading.Read) SettingsFile.parse("guard: {mode: audit}")).settings().exposure();

        assertThat(changes(List.of(), List.of(route("iris", "*", true)), settings)).extracting(change -> change.ref().name())
                .containsExactly("sallyport-held");
    }

    @Test
    void routesOfOthersAndOfTheGatewayAreNotTakenForOurs() {
        ObjectNode foreign = (ObjectNode) route("iris", "*", true);
        foreign.withObject("/metadata").remove("labels");
        ObjectNode gateway = (ObjectNode) route("iris", "*", true);
        gateway.withObject("/metadata/labels").remove("sallyport.io/inference-service");

        assertThat(HeldRoutes.among(List.of(foreign, gateway))).isEmpty();
    }

    private static List<JsonNode> door(List<JsonNode> routes) {
        return changes(List.of(), routes).stream()
                .filter(change -> change.ref().name().startsWith("sallyport-held"))
                .map(change -> ((Change.Apply) change).object())
                .toList();
    }

    private static List<Change> changes(List<JsonNode> before, List<JsonNode> routes) {
        return changes(before, routes, SETTINGS);
    }

    private static List<Change> changes(List<JsonNode> before, List<JsonNode> routes, ExposureSettings settings) {
        var observed = new ObservedGateway(
                List.of(), List.of(), before, List.of(), new Hops(List.of(), false), Optional.of("https://issuer"), "{}", "istio-system",
                List.of());
        return GatewayReconciliation.changes(observed, List.of(), HeldRoutes.among(routes), settings);
    }

    private static JsonNode route(String model, String host, boolean deleted) {
        return Json.object(
                "apiVersion", "networking.istio.io/v1",
                "kind", "VirtualService",
                "metadata", Json.object(
                        "name", model + ".expose-external", "namespace", "team-a",
                        "labels", Json.object("app.kubernetes.io/managed-by", "sallyport", "sallyport.io/inference-service", model),
                        "deletionTimestamp", deleted ? "2026-11-24T12:00:00Z" : Json.none(),
                        "finalizers", Json.array("team.example.com/keep")),
                "spec", Json.object(
                        "hosts", Json.array(host), "gateways", Json.array("kubeflow/kubeflow-gateway"), "exportTo", Json.array("istio-system")));
    }
}
