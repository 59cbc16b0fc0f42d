package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.YamlText;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.ObservedGateway;
import io.sallyport.core.companion.mesh.Hops;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.policy.ArrivedRequest;
import io.sallyport.core.policy.AuthorizationPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Write by write, as the controller makes them: whenever the gateway knows the keys of a further issuer, an enforced policy
 * keeps its tokens away from everything but models.
 */
class FurtherIssuersTest {
    private static final String ISSUER = "https://ci.example.com";
    private static final ExposureSettings NONE = settings("");
    private static final ExposureSettings WITH = settings(
            """
            tokens:
              issuers:
              - {name: ci, issuer: "https://ci.example.com", jwksUri: "https://ci.example.com/keys", audiences: [models], claims: {subject: sub}}
            """);

    private final List<JsonNode> store = new ArrayList<>();

    @Test
    void theKeysComeAfterTheConfinementAndGoBeforeIt() {
        settle(NONE);
        assertThat(known()).isFalse();

        settle(WITH);
        assertThat(known()).isTrue();
        assertThat(observed().state(WITH).issuers()).containsExactly("ci");

        settle(NONE);
        assertThat(known()).isFalse();
        assertThat(store).noneMatch(object -> ObjectRef.of(object).name().equals("sallyport-issuers"));
    }

    @Test
    void whileOthersHaveChangedTheConfinementNothingIsOpenToTheIssuer() {
        settle(WITH);
        ObjectNode confinement = (ObjectNode) find("sallyport-issuers");
        ObjectNode was = confinement.deepCopy();

        for (String change : List.of("metadata: {annotations: {istio.io/dry-run: 'true'}}", "spec: {action: ALLOW}", "spec: {rules: []}",
                "spec: {selector: {matchLabels: {app: another}}}")) {
            confinement.setAll(merged(was, change));

            assertThat(observed().state(WITH).issuers()).as(change).isEmpty();
            assertThat(GatewayReconciliation.changes(observed(), List.of(), List.of(), WITH).stream().map(each -> each.ref().name()))
                    .as(change)
                    .containsSubsequence("sallyport-issuers", "sallyport-tokens");
        }
    }

    @Test
    void anIssuerThatTheGatewayTrustedBeforeUsIsNotConfined() {
        store.add(foreign());

        settle(WITH);

        assertThat(observed().state(WITH).issuers()).containsExactly("ci");
        assertThat(denied("/pipeline", "models")).isFalse();
        assertThat(denied("/kfserving/team/iris", "models")).isFalse();
        assertThat(denied("/kfserving/team/iris", "others")).isTrue();
        assertThat(find("sallyport-tokens").at("/spec/jwtRules")).hasSize(1);
    }

    @Test
    void anIssuerThatWasConfinedStaysSoWhateverOthersWrite() {
        settle(WITH);
        store.add(foreign());

        settle(WITH);

        assertThat(denied("/pipeline", "models")).isTrue();
    }

    @Test
    void anIssuerThatIsTheApiServersOpensNothingByAnotherName() {
        settle(settings(
                """
                tokens:
                  issuers:
                  - {name: ci, issuer: "https://kubernetes", audiences: [models], claims: {subject: sub}}
                """));

        assertThat(store).noneMatch(object -> ObjectRef.of(object).name().equals("sallyport-issuers"));
        assertThat(find("sallyport-tokens").at("/spec/jwtRules")).hasSize(1);
        assertThat(observed().state(WITH).issuers()).isEmpty();
    }

    /** Until nothing is left to do; after each write the law is looked at. */
    private void settle(ExposureSettings settings) {
        for (int round = 0; round < 10; round++) {
            List<Change> changes = GatewayReconciliation.changes(observed(), List.of(), List.of(), settings);
            if (changes.isEmpty()) {
                return;
            }
            for (Change change : changes) {
                store.removeIf(object -> ObjectRef.of(object).sameObject(change.ref()));
                switch (change) {
                    case Change.Apply(JsonNode object) -> store.add(object.deepCopy());
                    case Change.Replace(JsonNode object, String _) -> store.add(object.deepCopy());
                    case Change.Delete _ -> { }
                }
                if (known()) {
                    assertThat(denied("/pipeline", "models")).as("after " + change).isTrue();
                    assertThat(denied("/kfserving/team/iris", "others")).as("after " + change).isTrue();
                }
            }
        }
        throw new AssertionError("it does not come to rest");
    }

    private boolean known() {
        return store.stream()
                .filter(object -> ObjectRef.of(object).name().equals("sallyport-tokens"))
                .flatMap(object -> Json.elements(object.at("/spec/jwtRules")).stream())
                .anyMatch(rule -> rule.path("issuer").asText().equals(ISSUER));
    }

    private boolean denied(String path, String audience) {
        JsonNode token = Json.object("iss", ISSUER, "sub", "repo:org/x", "aud", audience);
        var request = new ArrivedRequest(
                "GET", path, "gateway", "http", 8080, List.of(), Optional.of(token), _ -> false);
        return store.stream()
                .filter(object -> ObjectRef.of(object).kind().equals("AuthorizationPolicy"))
                .map(AuthorizationPolicy::from)
                .anyMatch(policy -> policy.enforced() && policy.action().equals("DENY") && policy.matching(request).isPresent());
    }

    private JsonNode find(String name) {
        return store.stream().filter(object -> ObjectRef.of(object).name().equals(name)).findFirst().orElseThrow();
    }

    private ObservedGateway observed() {
        return new ObservedGateway(
                ofKind("AuthorizationPolicy"), ofKind("RequestAuthentication"), ofKind("VirtualService"), List.of(),
                new Hops(List.of(), false), Optional.of("https://kubernetes"), "{}", "istio-system", List.of());
    }

    private List<JsonNode> ofKind(String kind) {
        return store.stream().filter(object -> ObjectRef.of(object).kind().equals(kind)).toList();
    }

    private static JsonNode foreign() {
        return Json.object(
                "apiVersion", "security.istio.io/v1",
                "kind", "RequestAuthentication",
                "metadata", Json.object("name", "company", "namespace", "istio-system"),
                "spec", Json.object("jwtRules", Json.array(Json.object("issuer", ISSUER))));
    }

    private static ObjectNode merged(ObjectNode object, String yaml) {
        try {
            ObjectNode merged = object.deepCopy();
            YamlText.read(yaml).getFirst().properties().forEach(part ->
                    ((ObjectNode) merged.get(part.getKey())).setAll((ObjectNode) part.getValue()));
            return merged;
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ExposureSettings settings(String yaml) {
        return ((SettingsFile.Reading.Read) SettingsFile.parse(yaml)).settings().exposure();
    }
}
