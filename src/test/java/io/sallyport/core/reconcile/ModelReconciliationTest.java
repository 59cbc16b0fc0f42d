package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.exposure.NamespaceRoutes;
import io.sallyport.core.companion.exposure.Room;
import io.sallyport.core.companion.exposure.RouteCount;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.Lock;
import io.sallyport.core.reconcile.ExposureStatus.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelReconciliationTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Lock LOCKED = new Lock.Holds(List.of("sallyport-guard"));
    private static final MeshState IN_MESH = new MeshState(Dataplane.SIDECAR, true);
    private static final MeshState OUTSIDE = new MeshState(Dataplane.NONE, false);
    private static final String LABELLED = "  labels: {expose-external: 'true'}";

    private static final GatewayState GATEWAY = new GatewayState(
            Optional.of("https://issuer"), "{}", LOCKED, true, List.of("cluster.local/ns/istio-system/sa/gateway"),
            false, true, new Hops(List.of(), false), Set.of(), List.of());

    @Test
    void aLabelledModelGetsItsCompanionsAndTheRouteComesLast() throws IOException {
        ModelReconciliation result = reconciled(LABELLED, LOCKED, IN_MESH, List.of());

        assertThat(kinds(result)).containsExactly("AuthorizationPolicy", "VirtualService");
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.EXPOSED);
    }

    @Test
    void aModelThatIsAsItShouldBeIsLeftAlone() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));

        assertThat(reconciled(LABELLED, LOCKED, IN_MESH, companions).changes()).isEmpty();
    }

    @Test
    void whenTheLockIsGoneTheRouteGoesFirstAndTheReasonIsTold() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));

        ModelReconciliation result = reconciled(LABELLED, new Lock.Open("nobody locks"), IN_MESH, companions);

        assertThat(kinds(result)).containsExactly("VirtualService", "AuthorizationPolicy");
        assertThat(result.status()).contains(new ExposureStatus(Kind.WAITING, "not exposed: nobody locks"));
    }

    @Test
    void anUnlabelledModelThatWasNeverExposedIsNotTalkedAbout() throws IOException {
        assertThat(reconciled("  labels: {}", LOCKED, OUTSIDE, List.of()))
                .isEqualTo(new ModelReconciliation(List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    void aModelWithATimeLimitIsLookedAtAgainWhenItPasses() throws IOException {
        String limited = LABELLED + "\n  annotations: {sallyport.io/until: '2026-11-24T13:00:00Z'}";

        assertThat(reconciled(limited, LOCKED, OUTSIDE, List.of()).wakeAt())
                .contains(Instant.parse("2026-11-24T13:00:00Z"));
    }

    /** A gateway that restarts must not close every model on its way. */
    @Test
    void whileNoGatewayRunsWhatStandsStays() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));

        assertThat(reconciled(LABELLED, LOCKED, IN_MESH, companions, List.of()).changes()).isEmpty();
        assertThat(reconciled(LABELLED, LOCKED, IN_MESH, List.of(), List.of()).changes()).isEmpty();
    }

    @Test
    void outsideTheMeshOnlyTheRouteIsMadeAndTheEventSaysThatNothingElseLocks() throws IOException {
        ModelReconciliation result = reconciled(LABELLED, LOCKED, OUTSIDE, List.of());

        assertThat(kinds(result)).containsExactly("VirtualService");
        assertThat(result.status()).get().extracting(ExposureStatus::message).asString().contains("lock: gateway only, the Pods have no sidecar");
    }

    @Test
    void anOpenNamespaceOfTheMeshGetsNoPolicyWhichWouldShutEverybodyElseOut() throws IOException {
        ModelReconciliation result = reconciled(LABELLED, LOCKED, new MeshState(Dataplane.SIDECAR, false), List.of());

        assertThat(kinds(result)).containsExactly("VirtualService");
        assertThat(result.status()).get().extracting(ExposureStatus::message).asString().contains("lock: gateway only, no ALLOW policy");
    }

    @Test
    void aModelWhoseNamespaceGoesAmbientIsClosedWithTheReason() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));

        ModelReconciliation result = reconciled(LABELLED, LOCKED, new MeshState(Dataplane.AMBIENT, false), companions);

        assertThat(kinds(result)).containsExactly("VirtualService", "AuthorizationPolicy");
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.REFUSED);
        assertThat(result.status()).get().extracting(ExposureStatus::message).asString().contains("ambient");
    }

    @Test
    void whatTheEventSaysOfTheLockIsTheLockThatIsThere() throws IOException {
        assertThat(reconciled(LABELLED, LOCKED, IN_MESH, List.of()).status())
                .get()
                .extracting(ExposureStatus::message)
                .asString()
                .endsWith("for team-a/*; lock: gateway and Pod");
    }

    @Test
    void untilThePodsAreToldTheKeysNothingIsOpenedAndWhatIsOpenStays() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));
        GatewayState keyless = new GatewayState(
                Optional.of("https://issuer"), "{}", LOCKED, true, List.of("cluster.local/ns/istio-system/sa/gateway"),
                false, false, new Hops(List.of(), false), Set.of(), List.of());
        JsonNode model = model(LABELLED, "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard");

        assertThat(of(model, keyless, companions).changes()).isEmpty();
        assertThat(of(model, keyless, List.of()).changes()).isEmpty();
        assertThat(of(model, keyless, List.of()).status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.WAITING);
    }

    @Test
    void aRouteThatAFinalizerHoldsIsNotSaidToBeClosed() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));
        companions.forEach(object -> ((ObjectNode) object.path("metadata")).putArray("finalizers").add("team.example.com/keep"));

        ModelReconciliation result = reconciled("  labels: {}", LOCKED, IN_MESH, companions);

        assertThat(kinds(result)).containsExactly("VirtualService", "AuthorizationPolicy");
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.HELD);
        assertThat(result.status().orElseThrow().message()).contains("VirtualService team-a/iris.expose-external", "team.example.com/keep");
    }

    @Test
    void whileASettingMissesTheClusterNothingIsChangedAndNothingCountsAsLive() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));
        GatewayState missed = new GatewayState(
                Optional.of("https://issuer"), "{}", LOCKED, true, List.of("cluster.local/ns/istio-system/sa/gateway"),
                false, true, new Hops(List.of(), false), Set.of(), List.of("settings.gateway.name: there is no Gateway a/b"));
        JsonNode model = model(LABELLED, "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard");

        for (List<JsonNode> found : List.of(companions, List.<JsonNode>of())) {
            assertThat(of(model, missed, found).changes()).isEmpty();
            assertThat(of(model, missed, found).status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.WAITING);
            assertThat(of(model, missed, found).status().orElseThrow().message()).contains("settings.gateway.name");
        }
    }

    private static ModelReconciliation of(JsonNode model, GatewayState gateway, List<JsonNode> companions) {
        return ModelReconciliation.of(
                Model.from(model, DeploymentMode.KNATIVE), gateway, IN_MESH, companions, ExposureSettings.DEFAULTS, NOW);
    }

    /** However its callers, its calls and its explainer came to be: the count is what the gateway gets. */
    @Test
    void aModelCountsForTheRoutesThatItGets() throws IOException {
        for (String annotation : List.of("sallyport.io/callers: 'a/b, c/d'", "sallyport.io/paths: 'POST /x, GET /y'",
                "sallyport.io/models: 'a, b, c'", "sallyport.io/protocol: v2", "sallyport.io/protocol: openai")) {
            String callers = annotation.contains("callers") ? "" : ", sallyport.io/callers: '*'";
            JsonNode object = model(LABELLED + "\n  annotations: {" + annotation + callers + "}",
                    "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard");
            ModelReconciliation result = of(object, GATEWAY, List.of());
            long matches = result.changes().stream()
                    .map(change -> ((Change.Apply) change).object())
                    .flatMap(route -> Json.elements(route.at("/spec/http")).stream())
                    .mapToLong(http -> http.path("match").size())
                    .sum();
            var asked = (Exposure.Asked) Exposure.of(Model.from(object, DeploymentMode.KNATIVE), ExposureSettings.DEFAULTS, NOW);

            assertThat(RouteCount.of(asked, ExposureSettings.DEFAULTS).routes()).as(annotation).isEqualTo(matches).isPositive();
        }
    }

    @Test
    void aModelThatAsksForMoreRoutesThanOneMayHaveIsClosedWithTheNumbers() throws IOException {
        List<JsonNode> companions = stored(reconciled(LABELLED, LOCKED, IN_MESH, List.of()));
        String callers = IntStream.range(0, 100).mapToObj(number -> "team-b/a" + number).collect(Collectors.joining(", "));
        String many = LABELLED + "\n  annotations: {sallyport.io/callers: '" + callers + "', sallyport.io/models: 'a, b, c, d, e, f'}";

        ModelReconciliation result = reconciled(many, LOCKED, IN_MESH, companions);

        assertThat(kinds(result)).containsExactly("VirtualService", "AuthorizationPolicy");
        assertThat(result.changes()).hasOnlyElementsOfType(Change.Delete.class);
        assertThat(result.status()).get().extracting(ExposureStatus::message).asString()
                .contains("1602 routes", "settings.exposure.routesPerModel is 1000");
    }

    @Test
    void inANamespaceWithTooManyRoutesThoseThatAreOpenStayAndThenTheOldestGetTheirs() throws IOException {
        List<NamespaceRoutes.Asking> asking = List.of(
                new NamespaceRoutes.Asking("open", "2026-11-24T11:00:00Z", 2500),
                new NamespaceRoutes.Asking("older", "2026-11-24T09:00:00Z", 2490),
                new NamespaceRoutes.Asking("iris", "2026-11-24T10:00:00Z", 14),
                new NamespaceRoutes.Asking("older-still", "2026-11-24T08:00:00Z", 5000));

        assertThat(lacksRoom(asking.subList(0, 1))).isFalse();
        assertThat(lacksRoom(asking.subList(0, 3))).isTrue();
        assertThat(lacksRoom(asking.subList(1, 3))).isFalse();
        assertThat(lacksRoom(asking.subList(2, 4))).isTrue();
    }

    /** What is open is closed then, and looked at again, since nobody tells of a model that makes room. */
    private static boolean lacksRoom(List<NamespaceRoutes.Asking> asking) throws IOException {
        JsonNode model = model(LABELLED, "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard");
        ModelReconciliation result = ModelReconciliation.of(
                Model.from(model, DeploymentMode.KNATIVE), GATEWAY, IN_MESH, Identities.UNKNOWN,
                new Room(() -> new NamespaceRoutes(asking), "open"::equals), List.of(), ExposureSettings.DEFAULTS, NOW);
        boolean lacks = result.status().orElseThrow().message().contains("settings.exposure.routesPerNamespace is 5000");
        assertThat(result.changes().isEmpty()).isEqualTo(lacks);
        assertThat(result.wakeAt().isPresent()).isEqualTo(lacks);
        return lacks;
    }

    @Test
    void aCallerIsTheAccountThatExistsNowAndNotWhoeverBoreItsName() throws IOException {
        String of = LABELLED + "\n  annotations: {sallyport.io/callers: 'team-a/*, team-c/scorer'}";
        List<JsonNode> companions = stored(pinned(of, Map.of("team-a", List.of("u1", "u2"), "team-c", List.of("u3")), List.of()));

        assertThat(companions).extracting(JsonNode::toString).allSatisfy(companion -> assertThat(companion)
                .contains("system:serviceaccount:team-a:", "system:serviceaccount:team-c:scorer", "u1", "u2", "u3"));
        ModelReconciliation madeAnew = pinned(of, Map.of("team-a", List.of("u1", "u2"), "team-c", List.of("u4")), companions);

        assertThat(madeAnew.changes()).hasSize(2).extracting(Change::toString).allSatisfy(change -> assertThat(change)
                .contains("u1", "u2", "u4")
                .doesNotContain("u3"));
    }

    @Test
    void anAccountThatDoesNotExistOpensNothing() throws IOException {
        String of = LABELLED + "\n  annotations: {sallyport.io/callers: 'team-a/*, team-c/scorer'}";
        ModelReconciliation one = pinned(of, Map.of("team-a", List.of("u1")), List.of());
        ModelReconciliation none = pinned(of, Map.of(), stored(one));

        assertThat(one.changes()).extracting(Change::toString).allSatisfy(change -> assertThat(change).doesNotContain("team-c:"));
        assertThat(one.status()).get().extracting(ExposureStatus::message).asString()
                .contains("(not yet for team-c/scorer: there is no such ServiceAccount)");
        assertThat(none.changes()).hasSize(2).hasOnlyElementsOfType(Change.Delete.class);
        assertThat(none.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.WAITING);
    }

    @Test
    void aNamespaceWithVeryManyAccountsIsToldByItsName() throws IOException {
        List<String> many = IntStream.range(0, 51).mapToObj(number -> "u" + number).toList();

        assertThat(pinned(LABELLED, Map.of("team-a", many), List.of()).changes()).extracting(Change::toString)
                .allSatisfy(change -> assertThat(change).doesNotContain("serviceaccount][uid]"));
    }

    /** Istio's webhook takes no expression of more than 1024 characters. */
    @Test
    void asManyAccountsAsAreToldByTheirUidsAreARouteThatIstioTakes() throws IOException {
        List<String> many = IntStream.range(0, 50).mapToObj("00000000-0000-4000-8000-0000000000%02d"::formatted).toList();

        List<JsonNode> routes = stored(pinned(LABELLED, Map.of("team-a", many), List.of())).stream()
                .filter(object -> object.path("kind").asText().equals("VirtualService")).toList();

        assertThat(routes).hasSize(1);
        assertThat(routes.getFirst().findValuesAsText("regex")).hasSizeGreaterThan(1).allMatch(expression -> expression.length() <= 1024);
        assertThat(many).allMatch(uid -> routes.getFirst().findValuesAsText("regex").stream().anyMatch(uid::matches));
    }

    /** @param uids by namespace; the accounts are called scorer and others */
    private static ModelReconciliation pinned(String metadata, Map<String, List<String>> uids, List<JsonNode> companions)
            throws IOException {
        JsonNode model = model(metadata, "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard");
        Identities accounts = namespace -> Optional.of(uids.getOrDefault(namespace, List.of()).stream()
                .map(uid -> new Identities.Existing("scorer", uid))
                .toList());
        return ModelReconciliation.of(
                Model.from(model, DeploymentMode.KNATIVE), GATEWAY, IN_MESH, accounts, Room.ALONE, companions, ExposureSettings.DEFAULTS, NOW);
    }

    @Test
    void aModelThatAnswersGoesOnAnsweringWhileKServePublishesNoAddress() throws IOException {
        for (String mode : List.of("Standard", "Knative")) {
            List<JsonNode> companions = stored(unaddressed(mode, LABELLED, "http://iris-x.team-a.svc.cluster.local", List.of()));

            ModelReconciliation result = unaddressed(mode, LABELLED, "", companions);

            assertThat(companions).hasSizeGreaterThan(0);
            assertThat(result.changes()).isEmpty();
            assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.EXPOSED);
        }
    }

    @Test
    void whileKServePublishesNoAddressACallerCanStillBeShutOut() throws IOException {
        String open = LABELLED + "\n  annotations: {sallyport.io/callers: '*'}";
        List<JsonNode> companions =
                stored(unaddressed("Standard", open, "http://iris-predictor.team-a.svc.cluster.local:8080", List.of()));

        ModelReconciliation result = unaddressed("Standard", LABELLED, "", companions);

        assertThat(kinds(result)).containsExactly("VirtualService");
        assertThat(result.changes().getFirst()).asString().contains("system:serviceaccount:team-a:", "8080");
        assertThat(kinds(unaddressed("Standard", "  labels: {}", "", companions))).containsExactly("VirtualService");
    }

    @Test
    void aModelThatNeverHadAnAddressWaitsForOne() throws IOException {
        ModelReconciliation result = unaddressed("Standard", LABELLED, "", List.of());

        assertThat(result.changes()).isEmpty();
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.WAITING);
    }

    @Test
    void aModelThatIsNeverReadyWaitsAndSaysWhatKServeSays() throws IOException {
        ModelReconciliation result = reconciled(
                model(LABELLED, "conditions: [{type: Ready, status: 'False', reason: Failed, message: the host is too long}]"),
                new Lock.Holds(List.of("sallyport-guard")), OUTSIDE, List.of(), List.of());

        assertThat(result.status()).contains(new ExposureStatus(
                Kind.WAITING,
                "not exposed: KServe has not published the model's address yet, since it is not ready: the host is too long"));
    }

    @Test
    void aRouteThatLeadsElsewhereIsNotRemembered() throws IOException {
        List<JsonNode> companions =
                stored(unaddressed("Standard", LABELLED, "http://iris-predictor.team-a.svc.cluster.local", List.of()));
        ((ObjectNode) companions.getFirst().at("/spec/http/0/route/0/destination"))
                .put("host", "kubernetes.default.svc.cluster.local");

        ModelReconciliation result = unaddressed("Standard", LABELLED, "", companions);

        assertThat(result.changes()).hasOnlyElementsOfType(Change.Delete.class);
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(Kind.WAITING);
    }

    private static ModelReconciliation unaddressed(
            String mode, String metadata, String address, List<JsonNode> companions) throws IOException {
        String url = address.isEmpty() ? "" : "address: {url: '" + address + "'}, ";
        return reconciled(
                model(metadata, url + "deploymentMode: " + mode), LOCKED, OUTSIDE, companions, List.of("gateway"));
    }

    private static ModelReconciliation reconciled(
            String metadata, Lock lock, MeshState mesh, List<JsonNode> companions) throws IOException {
        return reconciled(metadata, lock, mesh, companions, List.of("cluster.local/ns/istio-system/sa/gateway"));
    }

    private static ModelReconciliation reconciled(
            String metadata, Lock lock, MeshState mesh, List<JsonNode> companions, List<String> principals)
            throws IOException {
        String status = "address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard";
        return reconciled(model(metadata, status), lock, mesh, companions, principals);
    }

    private static JsonNode model(String metadata, String status) throws IOException {
        return YamlText.read("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: iris
                  namespace: team-a
                  uid: u1
                %s
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                status: {%s}
                """.formatted(metadata, status))
                .getFirst();
    }

    private static ModelReconciliation reconciled(
            JsonNode object, Lock lock, MeshState mesh, List<JsonNode> companions, List<String> principals) {
        GatewayState gateway = new GatewayState(
                Optional.of("https://issuer"), "{}", lock, true, principals, false, true, new Hops(List.of(), false), Set.of(), List.of());
        return ModelReconciliation.of(
                Model.from(object, DeploymentMode.KNATIVE),
                gateway,
                mesh,
                companions,
                ExposureSettings.DEFAULTS,
                NOW);
    }

    private static List<String> kinds(ModelReconciliation result) {
        return result.changes().stream().map(change -> change.ref().kind()).toList();
    }

    private static List<JsonNode> stored(ModelReconciliation result) {
        List<JsonNode> stored = new ArrayList<>();
        result.changes().forEach(change -> {
            ObjectNode object = ((Change.Apply) change).object().deepCopy();
            object.withObject("/metadata").put("uid", "c").put("resourceVersion", "1");
            stored.add(object);
        });
        return stored;
    }
}
