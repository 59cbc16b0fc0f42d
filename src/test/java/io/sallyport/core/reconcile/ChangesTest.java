package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.GatewayCompanions;
import io.sallyport.core.model.ExposureSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final List<JsonNode> DESIRED = new GatewayCompanions(ExposureSettings.DEFAULTS)
            .desired(Optional.of("https://issuer"), "{\"keys\":[]}", false);

    @Test
    void equalStatesNeedNoChange() {
        assertThat(Changes.between(DESIRED, stored(DESIRED))).isEmpty();
    }

    @Test
    void whatIsMissingIsAppliedInTheOrderDesired() {
        assertThat(Changes.between(DESIRED, List.of()))
                .extracting(change -> change.ref().name())
                .containsExactly("sallyport-guard", "sallyport-closed", "sallyport-audience", "sallyport-confine", "sallyport-tokens");
    }

    @Test
    void whatIsNoLongerDesiredGoesLastWrittenFirst() {
        assertThat(Changes.between(List.of(), stored(DESIRED)))
                .allMatch(Change.Delete.class::isInstance)
                .extracting(change -> change.ref().name())
                .containsExactly("sallyport-tokens", "sallyport-confine", "sallyport-audience", "sallyport-closed", "sallyport-guard");
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
    void whatIsThereAlreadyIsNeverWrittenAgain(@ForAll @Size(5) List<Boolean> present) {
        List<JsonNode> observed = new ArrayList<>();
        for (int i = 0; i < DESIRED.size(); i++) {
            if (present.get(i)) {
                observed.add(stored(DESIRED).get(i));
            }
        }

        assertThat(Changes.between(DESIRED, observed)).hasSize(DESIRED.size() - observed.size());
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
