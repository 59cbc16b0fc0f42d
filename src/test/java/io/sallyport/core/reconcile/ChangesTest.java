package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.companion.token.FurtherIssuers;
import io.sallyport.core.model.ExposureSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final List<JsonNode> DESIRED = new GatewayCompanions(ExposureSettings.DEFAULTS)
            .desired(Optional.of("https://issuer"), "{\"keys\":[]}", false, FurtherIssuers.confined(ExposureSettings.DEFAULTS), "istio-system");

    @Test
    void equalStatesNeedNoChange() {
        assertThat(Changes.between(DESIRED, stored(DESIRED))).isEmpty();
    }

    @Test
    void whatIsMissingIsAppliedInTheOrderDesired() {
        assertThat(Changes.between(DESIRED, List.of()))
                .extracting(change -> change.ref().name())
                .containsExactly(
                        "sallyport-guard", "sallyport-closed", "sallyport-audience", "sallyport-confine", "sallyport-pods", "sallyport-tokens");
    }

    @Test
    void whatIsNoLongerDesiredGoesLastWrittenFirst() {
        assertThat(Changes.between(List.of(), stored(DESIRED)))
                .allMatch(Change.Delete.class::isInstance)
                .extracting(change -> change.ref().name())
                .containsExactly(
                        "sallyport-tokens", "sallyport-pods", "sallyport-confine", "sallyport-audience", "sallyport-closed", "sallyport-guard");
    }

    @Test
    void labelsOfOthersAreLeftAlone() {
        List<JsonNode> observed = stored(DESIRED);
        labels(observed.getFirst()).put("argocd.argoproj.io/instance", "platform");

        assertThat(Changes.between(DESIRED, observed)).isEmpty();
    }

    @Test
    void aLostLabelOfOursIsAppliedAgain() {
        List<JsonNode> observed = stored(DESIRED);
        labels(observed.getFirst()).removeAll();

        assertThat(Changes.between(DESIRED, observed)).containsExactly(new Change.Apply(DESIRED.getFirst()));
    }

    /** Apply would leave the foreign field where it is. */
    @Test
    void aForeignFieldInTheSpecMeansTheObjectIsReplaced() {
        List<JsonNode> observed = stored(DESIRED);
        ((ObjectNode) observed.getFirst().path("spec")).putArray("targetRefs").addObject().put("name", "nothing");

        assertThat(Changes.between(DESIRED, observed)).containsExactly(new Change.Replace(DESIRED.getFirst(), "17"));
    }

    @Test
    void aSwitchInTheMetadataMeansTheObjectIsReplaced() {
        List<JsonNode> observed = stored(DESIRED);
        labels(observed.getFirst()).put("istio.io/rev", "canary");

        assertThat(Changes.between(DESIRED, observed)).containsExactly(new Change.Replace(DESIRED.getFirst(), "17"));
    }

    @Property
    void whatIsThereAlreadyIsNeverWrittenAgain(@ForAll @Size(6) List<Boolean> present) {
        List<JsonNode> observed = new ArrayList<>();
        for (int i = 0; i < DESIRED.size(); i++) {
            if (present.get(i)) {
                observed.add(stored(DESIRED).get(i));
            }
        }

        assertThat(Changes.between(DESIRED, observed)).hasSize(DESIRED.size() - observed.size());
    }

    @Test
    void aWriteStandsWithWhatTheApiServerAndOthersStateBesides() {
        List<JsonNode> stored = stored(DESIRED);
        for (int i = 0; i < DESIRED.size(); i++) {
            labels(stored.get(i)).put("argocd.argoproj.io/instance", "platform");
            ((ObjectNode) stored.get(i)).put("apiVersion", "security.istio.io/v1beta1");

            assertThat(Changes.altered(new Change.Apply(DESIRED.get(i)), stored.get(i))).isFalse();
            assertThat(Changes.altered(new Change.Replace(DESIRED.get(i), "16"), stored.get(i))).isFalse();
        }
    }

    @Test
    void aWriteIsAlteredIfMoreOrLessWasStoredOrASwitch() {
        Consumer<ObjectNode> more = object -> object.withObject("/spec").putArray("targetRefs").addObject().put("name", "nothing");
        Consumer<ObjectNode> less = object -> object.withObject("/spec").remove("rules");
        Consumer<ObjectNode> unlabelled = object -> labels(object).removeAll();
        Consumer<ObjectNode> switched = object -> object.withObject("/metadata/annotations").put("istio.io/dry-run", "true");
        for (Consumer<ObjectNode> webhook : List.of(more, less, unlabelled, switched)) {
            ObjectNode stored = (ObjectNode) stored(DESIRED).getFirst();
            webhook.accept(stored);

            assertThat(Changes.altered(new Change.Apply(DESIRED.getFirst()), stored)).isTrue();
            assertThat(Changes.altered(new Change.Replace(DESIRED.getFirst(), "16"), stored)).isTrue();
        }
    }

    /** Somebody else's webhook may add to their object, but a write that changed nothing would be the last we hear of it. */
    @Test
    void aWriteToWhatIsNotOursIsAlteredIfTheVersionIsThatOfBefore() {
        ObjectNode policy = (ObjectNode) stored(DESIRED).getFirst();
        labels(policy).removeAll();

        assertThat(Changes.altered(new Change.Replace(policy, "16"), policy)).isFalse();
        assertThat(Changes.altered(new Change.Replace(policy, "17"), policy)).isTrue();
    }

    private static List<JsonNode> stored(List<JsonNode> objects) {
        List<JsonNode> stored = new ArrayList<>();
        for (JsonNode object : objects) {
            ObjectNode copy = object.deepCopy();
            copy.withObject("/metadata").put("uid", "u").put("resourceVersion", "17").put("generation", 1L);
            stored.add(copy);
        }
        return stored;
    }

    private static ObjectNode labels(JsonNode object) {
        return (ObjectNode) object.at("/metadata/labels");
    }
}
