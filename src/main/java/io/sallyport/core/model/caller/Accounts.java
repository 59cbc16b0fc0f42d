package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import java.util.List;
import java.util.Optional;

/**
 * The ServiceAccounts that there are now: a token names the uid of its account, so that one of an account that was deleted, or
 * of a namespace that was made anew, can be told from one of the account that bears the name today.
 */
@FunctionalInterface
public interface Accounts {

    /** One that exists. */
    record Existing(String name, String uid) {}

    /** Nothing is known of them, and a name alone has to do. */
    Accounts UNKNOWN = _ -> Optional.empty();

    /** Those of a namespace; empty if they are not known. */
    Optional<List<Existing>> in(String namespace);

    /** As they are among these objects, all ServiceAccounts being there. */
    static Accounts of(ClusterObjects objects) {
        return namespace -> Optional.of(objects.in(namespace, GroupKind.SERVICE_ACCOUNT).stream()
                .map(Accounts::existing)
                .toList());
    }

    private static Existing existing(JsonNode object) {
        return new Existing(object.at("/metadata/name").asText(), object.at("/metadata/uid").asText());
    }
}
