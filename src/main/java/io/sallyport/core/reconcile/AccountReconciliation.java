package io.sallyport.core.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.account.CallerAccount;
import io.sallyport.core.companion.account.ObservedAccount;
import io.sallyport.core.model.ExposureSettings.Access;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be done for the account of one namespace that its people make tokens of. */
public final class AccountReconciliation {
    private AccountReconciliation() {}

    /**
     * The writes, in order; none if all is as it should be.
     *
     * @param seen   what bears its name
     * @param owners references to the models that it is for; none if it is to go
     * @param users  Kubernetes users who may make tokens
     */
    public static List<Change> changes(
            String namespace, ObservedAccount seen, List<JsonNode> owners, List<String> users, Access access) {
        if (seen.refusal().isPresent()) {
            // Who was let make tokens of ours is not let make some of what somebody else put in its place.
            return seen.ours().stream().filter(object -> object.has("roleRef")).map(AccountReconciliation::deletion).toList();
        }
        if (owners.isEmpty()) {
            return seen.ours().stream().map(AccountReconciliation::deletion).toList();
        }
        List<Change> changes = new ArrayList<>(apply(CallerAccount.account(namespace, owners), seen.account()));
        changes.addAll(apply(CallerAccount.binding(namespace, owners, users, access), seen.binding()));
        return changes;
    }

    private static List<Change> apply(JsonNode wanted, Optional<JsonNode> found) {
        Change.Apply apply = new Change.Apply(wanted);
        // What a RoleBinding grants can never be changed.
        Optional<Change> other = found.filter(object -> !wanted.path("roleRef").equals(object.path("roleRef"))).map(AccountReconciliation::deletion);
        return other.map(deletion -> List.of(deletion, apply))
                .orElseGet(() -> found.filter(object -> stands(wanted, object)).isPresent() ? List.of() : List.of(apply));
    }

    /** Who owns them, too, is no business of ours; and neither is the order of owners. */
    private static boolean stands(JsonNode wanted, JsonNode found) {
        return Changes.within(wanted.at("/metadata/labels"), found.at("/metadata/labels"))
                && owners(found).containsAll(owners(wanted))
                && wanted.path("automountServiceAccountToken").equals(found.path("automountServiceAccountToken"))
                && same(Json.elements(wanted.path("subjects")), Json.elements(found.path("subjects")));
    }

    private static Set<String> owners(JsonNode object) {
        return Json.elements(object.at("/metadata/ownerReferences")).stream().map(owner -> owner.path("uid").asText()).collect(Collectors.toSet());
    }

    private static boolean same(List<JsonNode> wanted, List<JsonNode> found) {
        return wanted.size() == found.size() && Changes.within(Json.list(wanted), Json.list(found));
    }

    private static Change deletion(JsonNode object) {
        return new Change.Delete(ObjectRef.of(object), object.at("/metadata/uid").asText());
    }
}
