package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.GatewayState;
import io.sallyport.core.companion.MeshState;
import io.sallyport.core.companion.exposure.Room;
import io.sallyport.core.companion.mesh.Dataplane;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.caller.Identities;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.policy.proof.Lock;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of a model whose callers are {@code members}. */
class MembersTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ExposureSettings SETTINGS = settings("");

    @Test
    void itsPeopleCallByTheirAddressAndItsAccountsByTheirUid() throws IOException {
        ModelReconciliation result = reconciled(SETTINGS, "idp", Optional.of(List.of("a.b+c@example.com", "bob@example.com")));

        JsonNode route = object(result, "VirtualService");
        assertThat(route.at("/metadata/annotations/sallyport.io~1callers").asText()).isEqualTo("team-a/*, members");
        assertThat(route.at("/spec/http/0/match").toString())
                .contains("{\"@request.auth.claims.iss\":{\"exact\":\"https://idp\"},"
                        + "\"@request.auth.claims.email\":{\"regex\":\"(a\\\\.b\\\\+c@example\\\\.com|bob@example\\\\.com)\"}}")
                .contains("[serviceaccount][uid]\":{\"exact\":\"u1\"}");
        assertThat(object(result, "AuthorizationPolicy").toString())
                .contains("{\"key\":\"request.auth.claims[email]\",\"values\":[\"a.b+c@example.com\",\"bob@example.com\"]}")
                .contains("{\"key\":\"request.auth.claims[iss]\",\"values\":[\"https://idp\"]}");
    }

    @Test
    void oneWhoIsTakenAwayIsTakenOutOfTheRoute() throws IOException {
        assertThat(object(reconciled(SETTINGS, "idp", Optional.of(List.of("bob@example.com"))), "VirtualService").toString())
                .contains("\"@request.auth.claims.email\":{\"exact\":\"bob@example.com\"}");
        ModelReconciliation none = reconciled(SETTINGS, "idp", Optional.of(List.of()));
        assertThat(none.changes().toString()).doesNotContain("https://idp");
        assertThat(none.status()).get().extracting(ExposureStatus::message).asString()
                .contains("not yet for members: the namespace has no owner and no contributor who is known by an address");
    }

    /** Istio's webhook takes no expression of more than 1024 characters. */
    @Test
    void asManyAsThereMayBeAreARouteThatIstioTakes() throws IOException {
        List<String> many = IntStream.range(0, 200).mapToObj(number -> "person.number" + number + "@department.example.com").toList();

        JsonNode route = object(reconciled(SETTINGS, "idp", Optional.of(many)), "VirtualService");

        List<String> expressions = route.findValuesAsText("regex");
        assertThat(expressions).hasSizeGreaterThan(5).allMatch(expression -> expression.length() <= 1024);
        assertThat(many).allMatch(person -> expressions.stream().anyMatch(person::matches));
    }

    @Test
    void moreThanTheRouteCanHoldAreNobody() throws IOException {
        List<String> many = IntStream.range(0, 201).mapToObj(number -> "p" + number + "@example.com").toList();

        ModelReconciliation result = reconciled(SETTINGS, "idp", Optional.of(many));

        assertThat(result.changes().toString()).doesNotContain("https://idp");
        assertThat(result.status()).get().extracting(ExposureStatus::message).asString().contains("the namespace has 201 people, more than a route lists");
    }

    @Test
    void nobodyCallsWhoseTokensTheGatewayDoesNotConfineYetOrWhoIsNotKnown() throws IOException {
        assertThat(reconciled(SETTINGS, "ci", Optional.of(List.of("bob@example.com"))).changes().toString()).doesNotContain("https://idp");
        assertThat(reconciled(SETTINGS, "idp", Optional.empty()).changes().toString()).doesNotContain("https://idp");
    }

    @Test
    void whatTheAdminAllowsHolds() throws IOException {
        ExposureSettings limited = settings("callers: {allow: [{namespaces: ['*'], callers: ['*', accounts, idp]}]}");

        ModelReconciliation result = reconciled(limited, "idp", Optional.of(List.of("bob@example.com")));

        assertThat(result.changes()).isEmpty();
        assertThat(result.status()).get().extracting(ExposureStatus::kind).isEqualTo(ExposureStatus.Kind.REFUSED);
    }

    private static JsonNode object(ModelReconciliation result, String kind) {
        return result.changes().stream()
                .map(Change.Apply.class::cast)
                .map(Change.Apply::object)
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst().orElseThrow();
    }

    /** @param known which issuer's tokens the gateway verifies and confines */
    private static ModelReconciliation reconciled(ExposureSettings settings, String known, Optional<List<String>> people)
            throws IOException {
        JsonNode model = YamlText.read("""
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: iris
                  namespace: team-a
                  uid: m1
                  labels: {expose-external: 'true'}
                  annotations: {sallyport.io/callers: members}
                spec: {predictor: {model: {modelFormat: {name: sklearn}}}}
                status: {address: {url: 'http://iris-predictor.team-a.svc.cluster.local'}, deploymentMode: Standard}
                """).getFirst();
        GatewayState gateway = new GatewayState(
                Optional.of("https://issuer"), "{}", new Lock.Holds(List.of("guard")), true,
                List.of("cluster.local/ns/istio-system/sa/gateway"), false, true, new Hops(List.of(), false), Set.of(known), List.of());
        return ModelReconciliation.of(
                Model.from(model, DeploymentMode.KNATIVE), gateway, new MeshState(Dataplane.SIDECAR, true),
                new Known(people), Room.ALONE, List.of(), settings, NOW);
    }

    private record Known(Optional<List<String>> people) implements Identities {
        @Override
        public Optional<List<Existing>> accounts(String namespace) {
            return Optional.of(List.of(new Existing("default", "u1")));
        }

        @Override
        public Optional<List<String>> people(String namespace) {
            return namespace.equals("team-a") ? people : Optional.of(List.of("stranger@example.com"));
        }
    }

    private static ExposureSettings settings(String more) {
        String yaml = """
                tokens:
                  people: idp
                  issuers:
                  - {name: idp, issuer: "https://idp", audiences: [models], claims: {email: email}, emailsVerified: true}
                  - {name: ci, issuer: "https://ci", audiences: [models], claims: {subject: sub}}
                """ + more;
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings.exposure();
            case SettingsFile.Reading.Unreadable unreadable -> throw new AssertionError(unreadable);
        };
    }
}
