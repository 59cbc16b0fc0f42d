package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.limit.Limited;
import io.sallyport.core.companion.limit.LimitsFilter;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitReconciliationTest {
    private static final ExposureSettings ON = settings("limits: {enabled: true, namespaces: [{namespaces: [team-b], rate: 7/hour}]}");
    private static final ExposureSettings OFF = ExposureSettings.DEFAULTS;

    @Test
    void theFiltersAreThereBeforeAnyModelNeedsThem() {
        assertThat(LimitReconciliation.changes(List.of(), List.of(), ON)).singleElement().isInstanceOf(Change.Apply.class);
        assertThat(LimitReconciliation.changes(List.of(), List.of(), OFF)).isEmpty();
    }

    @Test
    void whatIsHeldAlreadyNeedsNoWrite() {
        List<Limited> models = models(model("InferenceService", "team-a", "5/minute"));
        JsonNode held = LimitsFilter.of(models, ON);
        assertThat(LimitReconciliation.changes(models, List.of(held), ON)).isEmpty();
        assertThat(LimitReconciliation.changes(models(model("InferenceService", "team-a", "6/minute")), List.of(held), ON)).hasSize(1);
        assertThat(LimitReconciliation.changes(List.of(), List.of(held), ON)).hasSize(1);
    }

    @Test
    void whatOthersMadeOfItIsMended() {
        List<Limited> models = models(model("InferenceService", "team-a", "5/minute"));
        ObjectNode changed = LimitsFilter.of(models, ON).deepCopy();
        changed.withObject("/spec").put("priority", 7);
        assertThat(LimitReconciliation.changes(models, List.of(changed), ON)).singleElement().isInstanceOf(Change.Replace.class);
    }

    @Test
    void whereLimitsAreSwitchedOffItGoesAndWhatIsNotOursStays() {
        ObjectNode ours = LimitsFilter.of(List.of(), ON).deepCopy();
        ObjectNode theirs = Json.object("kind", "EnvoyFilter", "metadata", Json.object("name", LimitsFilter.NAME));
        assertThat(LimitReconciliation.changes(List.of(), List.of(ours), OFF)).singleElement().isInstanceOf(Change.Delete.class);
        assertThat(LimitReconciliation.changes(List.of(), List.of(theirs), OFF)).isEmpty();
    }

    @Test
    void aNameHasItsLimitsOnceWhateverKindsBearIt() {
        assertThat(models(model("InferenceService", "team-a", "5/minute"), model("InferenceGraph", "team-a", "6/minute")))
                .singleElement().extracting(found -> found.limits().described()).isEqualTo("5/minute for each caller");
    }

    @Test
    void limitsComeFromTheAnnotationOrTheAdminAndOnlyForWhatIsLabelled() {
        ObjectNode closed = model("InferenceService", "team-a", "5/minute").deepCopy();
        closed.withObject("/metadata/labels").put("expose-external", "false");
        assertThat(models(closed)).isEmpty();
        assertThat(models(model("InferenceService", "team-a", "5/min"))).isEmpty();
        assertThat(models(model("InferenceService", "team-b", ""))).isEmpty();
        ObjectNode silent = model("InferenceService", "team-b", "").deepCopy();
        ((ObjectNode) silent.path("metadata")).remove("annotations");
        assertThat(models(silent)).extracting(Limited::routeName).containsExactly("sallyport/600/team-b/iris");
    }

    private static List<Limited> models(JsonNode... objects) {
        return Limited.all(ClusterObjects.of(List.of(objects)), ON);
    }

    private static ObjectNode model(String kind, String namespace, String rate) {
        return Json.object(
                "apiVersion", kind.equals("InferenceGraph") ? "serving.kserve.io/v1alpha1" : "serving.kserve.io/v1beta1",
                "kind", kind,
                "metadata", Json.object(
                        "name", "iris",
                        "namespace", namespace,
                        "labels", Json.object("expose-external", "true"),
                        "annotations", Json.object("sallyport.io/rate", rate)));
    }

    private static ExposureSettings settings(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings.exposure();
            case SettingsFile.Reading.Unreadable(var faults) -> throw new IllegalArgumentException(faults.toString());
        };
    }
}
