package io.sallyport.core.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.companion.account.AccountOwners;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.account.ObservedAccount;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.kserve.DeploymentMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AccountReconciliationTest {
    private static final ExposureSettings SETTINGS = settings("access: {callerAccount: true, accounts: [default-editor]}");
    private static final List<String> USERS = List.of("olga@example.com", "carl");
    private static final JsonNode IRIS = owner("InferenceService", "iris");
    private static final ObservedAccount NOTHING = new ObservedAccount(Optional.empty(), Optional.empty());

    @Test
    void theAccountIsThereBeforePeopleMayMakeTokensOfIt() {
        assertThat(changes(NOTHING, List.of(IRIS), USERS)).extracting(change -> change.ref().toString())
                .containsExactly("ServiceAccount team-a/model-caller", "RoleBinding team-a/model-caller");
        assertThat(changes(NOTHING, List.of(), USERS)).isEmpty();
    }

    @Test
    void whatStandsNeedsNoWriteAndWhatDiffersOne() {
        ObservedAccount stands = observed(List.of(IRIS), USERS);
        assertThat(changes(stands, List.of(IRIS), USERS)).isEmpty();
        assertThat(changes(observed(List.of(IRIS, owner("InferenceService", "gone")), USERS), List.of(IRIS), USERS))
                .as("who owned it, too").isEmpty();
        assertThat(changes(stands, List.of(IRIS), List.of("carl"))).singleElement().isInstanceOf(Change.Apply.class);
        assertThat(changes(stands, List.of(IRIS, owner("InferenceService", "second")), USERS)).hasSize(2);
        ObjectNode mounted = stands.account().orElseThrow().<ObjectNode>deepCopy().put("automountServiceAccountToken", true);
        assertThat(changes(new ObservedAccount(Optional.of(mounted), stands.binding()), List.of(IRIS), USERS)).hasSize(1);
    }

    @Test
    void aBindingToAnotherRoleIsMadeAnew() {
        ObservedAccount stands = observed(List.of(IRIS), USERS);
        ObjectNode other = stands.binding().orElseThrow().deepCopy();
        other.withObject("/roleRef").put("name", "admin");
        assertThat(changes(new ObservedAccount(stands.account(), Optional.of(other)), List.of(IRIS), USERS))
                .extracting(change -> change.getClass().getSimpleName()).containsExactly("Delete", "Apply");
    }

    @Test
    void whatSomebodyElseMadeIsNeverTouched() {
        ObservedAccount stands = observed(List.of(IRIS), USERS);
        Optional<JsonNode> theirs = stands.account().map(AccountReconciliationTest::unlabelled);
        Optional<JsonNode> bound = stands.binding().map(AccountReconciliationTest::unlabelled);
        assertThat(changes(new ObservedAccount(theirs, stands.binding()), List.of(IRIS), USERS))
                .extracting(change -> change.ref().kind()).containsExactly("RoleBinding");
        assertThat(changes(new ObservedAccount(theirs, Optional.empty()), List.of(), USERS)).isEmpty();
        assertThat(changes(new ObservedAccount(stands.account(), bound), List.of(IRIS), USERS)).isEmpty();
    }

    @Test
    void itIsKeptForModelsThatAskAndForThoseThatDidWhileTheyExist() {
        ObjectNode graph = model("InferenceGraph", "graph", "false");
        JsonNode account = CallerAccount.account("team-a", List.of(IRIS, owner("InferenceGraph", "graph"), owner("InferenceService", "gone")));
        List<JsonNode> all = List.of(
                account, model("InferenceService", "iris", "false"), model("InferenceService", "asks", "true"),
                model("InferenceService", "never", "false"));
        assertThat(owners(all, kind -> true)).containsExactlyInAnyOrder("iris", "asks");
        assertThat(owners(all, kind -> !kind.equals(GroupKind.INFERENCE_GRAPH))).as("graphs cannot be read")
                .containsExactlyInAnyOrder("iris", "asks", "graph");
        assertThat(owners(List.of(account, graph), kind -> true)).containsExactly("graph");
    }

    private static List<String> owners(List<JsonNode> objects, Predicate<GroupKind> known) {
        return new AccountOwners(ClusterObjects.of(objects), known, DeploymentMode.STANDARD, SETTINGS, Instant.EPOCH)
                .of("team-a").stream().map(owner -> owner.path("name").asText()).toList();
    }

    private static List<Change> changes(ObservedAccount seen, List<JsonNode> owners, List<String> users) {
        return AccountReconciliation.changes("team-a", seen, owners, users, SETTINGS.access());
    }

    private static ObservedAccount observed(List<JsonNode> owners, List<String> users) {
        return new ObservedAccount(
                Optional.of(CallerAccount.account("team-a", owners)),
                Optional.of(CallerAccount.binding("team-a", owners, users, SETTINGS.access())));
    }

    private static JsonNode unlabelled(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove("labels");
        return copy;
    }

    private static JsonNode owner(String kind, String name) {
        return Json.object("apiVersion", "serving.kserve.io/v1beta1", "kind", kind, "name", name, "uid", "u-" + name);
    }

    private static ObjectNode model(String kind, String name, String label) {
        return Json.object(
                "apiVersion", "serving.kserve.io/v1beta1",
                "kind", kind,
                "metadata", Json.object(
                        "name", name, "namespace", "team-a", "uid", "u-" + name, "labels", Json.object("expose-external", label)),
                "spec", Json.object("predictor", Json.object("model", Json.object())));
    }

    private static ExposureSettings settings(String yaml) {
        return switch (SettingsFile.parse(yaml)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings.exposure();
            case SettingsFile.Reading.Unreadable faults -> throw new IllegalArgumentException(faults.toString());
        };
    }
}
