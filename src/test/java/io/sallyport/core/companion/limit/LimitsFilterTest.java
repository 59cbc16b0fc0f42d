package io.sallyport.core.companion.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.guard.Guard;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import io.sallyport.core.model.limit.Limits;
import io.sallyport.core.model.limit.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LimitsFilterTest {
    private static final ExposureSettings SETTINGS = ExposureSettings.DEFAULTS;
    private static final List<Limited> MODELS = List.of(
            new Limited("team-a", "both", new Limits(rate("60/minute"), rate("600/minute"))),
            new Limited("team-a", "each", new Limits(rate("5/second"), Optional.empty())),
            new Limited("team-b", "all", new Limits(Optional.empty(), rate("100/hour"))));

    @Test
    void whatWeWriteIsKnownAgain() {
        assertThat(LimitsFilter.isOurs(spec(List.of()), SETTINGS)).isTrue();
        assertThat(LimitsFilter.isOurs(spec(MODELS), SETTINGS)).isTrue();
    }

    /** The guard's proof that it lets nobody in: there is no other form, wherever the change is. */
    @Test
    void noPlaceOfItCanBeChanged() {
        ObjectNode spec = spec(MODELS);
        List<String> places = places(spec, "");
        assertThat(places).hasSizeGreaterThan(200);
        assertThat(places).filteredOn(place -> isOurs(spec, place)).allMatch(place -> place.matches(".*/descriptors/\\d+/.*"));
    }

    @Test
    void patchesOfOthersAreNone() {
        ObjectNode more = spec(MODELS);
        ((ArrayNode) more.path("configPatches")).add(Json.object("applyTo", "CLUSTER", "patch", Json.object("operation", "REMOVE")));
        assertThat(LimitsFilter.isOurs(more, SETTINGS)).isFalse();
        assertThat(LimitsFilter.isOurs(Json.object(), SETTINGS)).isFalse();
    }

    @Test
    void weMayWriteItAndNobodyElse() {
        JsonNode before = LimitsFilter.of(MODELS.subList(0, 1), SETTINGS);
        JsonNode after = LimitsFilter.of(MODELS, SETTINGS);
        assertThat(faults(Json.none(), after, true)).isEmpty();
        assertThat(faults(before, after, true)).isEmpty();
        assertThat(faults(before, after, false)).singleElement().asString().contains("only Sallyport writes it");
        assertThat(faults(Json.none(), after, false)).isNotEmpty();
    }

    @Test
    void notEvenWeMayWriteAnythingElseByItsName() {
        ObjectNode other = LimitsFilter.of(MODELS, SETTINGS).deepCopy();
        ((ObjectNode) other.at("/spec/configPatches/2/patch")).put("operation", "INSERT_FIRST");
        assertThat(faults(Json.none(), other, true)).isNotEmpty();
    }

    private static List<?> faults(JsonNode before, JsonNode after, boolean byUs) {
        return new Guard(SETTINGS).faults(new Write(ObjectRef.of(after), before, after, byUs), ClusterObjects.of(List.of()));
    }

    private static ObjectNode spec(List<Limited> models) {
        return LimitsFilter.of(models, SETTINGS).path("spec").deepCopy();
    }

    private static boolean isOurs(ObjectNode spec, String place) {
        ObjectNode changed = spec.deepCopy();
        int slash = place.lastIndexOf('/');
        JsonNode parent = changed.at(place.substring(0, slash));
        String key = place.substring(slash + 1);
        JsonNode value = changed.at(place).isNumber() ? IntNode.valueOf(7) : TextNode.valueOf(changed.at(place).asText() + "x");
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(key), value);
        } else {
            ((ObjectNode) parent).set(key.replace("~1", "/").replace("~0", "~"), value);
        }
        return LimitsFilter.isOurs(changed, SETTINGS);
    }

    /** Pointers to everything in the tree that holds nothing else. */
    private static List<String> places(JsonNode tree, String at) {
        List<String> places = new ArrayList<>();
        if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) {
                places.addAll(places(tree.get(i), at + "/" + i));
            }
        } else if (tree.isObject()) {
            Json.keys(tree).forEach(key -> places.addAll(places(tree.path(key), at + "/" + key.replace("~", "~0").replace("/", "~1"))));
        } else {
            places.add(at);
        }
        return places;
    }

    private static Optional<Rate> rate(String text) {
        return Rate.parse(text);
    }
}
