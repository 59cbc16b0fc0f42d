package io.sallyport.core.companion.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a namespace has of the names that we give the account and its RoleBinding, whoever made it. */
public record ObservedAccount(Optional<JsonNode> account, Optional<JsonNode> binding) {

    public static ObservedAccount of(ClusterObjects cluster, String namespace) {
        return new ObservedAccount(
                cluster.find(GroupKind.SERVICE_ACCOUNT, namespace, CallerAccount.NAME),
                cluster.find(GroupKind.ROLE_BINDING, namespace, CallerAccount.NAME));
    }

    /** Ours of them, the one that lets people make tokens first. */
    public List<JsonNode> ours() {
        return Stream.concat(binding.stream(), account.stream()).filter(Ownership::isOurs).toList();
    }

    /**
     * Why people get no tokens here, for people: somebody else has made an object of that name. Tokens of an account that others
     * made could be good for more than calls of models.
     */
    public Optional<String> refusal() {
        return Stream.concat(account.stream(), binding.stream())
                .filter(object -> !Ownership.isOurs(object))
                .findFirst()
                .map(object -> ObjectRef.of(object) + " was not made by Sallyport, which leaves it alone and lets nobody make tokens"
                        + " of it: delete it, and Sallyport makes its own");
    }

    /** References to the models for which the account is kept. */
    public List<JsonNode> owners() {
        return account.filter(Ownership::isOurs)
                .map(object -> Json.elements(object.path("metadata").path("ownerReferences")))
                .orElse(List.of());
    }
}
