package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import java.util.List;
import java.util.Optional;

/**
 * Who there is now. A token names the uid of its account, so that one of an account that was deleted, or of a namespace that
 * was made anew, can be told from one of the account that bears the name today.
 */
@FunctionalInterface
public interface Identities {

    /** A ServiceAccount that exists. */
    record Existing(String name, String uid) {}

    /** Nothing is known of them, and a name alone has to do. */
    Identities UNKNOWN = _ -> Optional.empty();

    /** The ServiceAccounts of a namespace; empty if they are not known. */
    Optional<List<Existing>> accounts(String namespace);

    /** Addresses of the people whom a namespace belongs to, in order and each once; empty if they are not known. */
    default Optional<List<String>> people(String namespace) {
        return Optional.empty();
    }

    /** The same people as users of Kubernetes, with those whose name is no address; empty if they are not known. */
    default Optional<List<String>> users(String namespace) {
        return Optional.empty();
    }

    /** As they are among these objects, all ServiceAccounts, RoleBindings and Profiles being there. */
    static Identities of(ClusterObjects objects, ExposureSettings settings) {
        var membership = new Membership(objects, settings.callers().memberRoles());
        return new Identities() {
            @Override
            public Optional<List<Existing>> accounts(String namespace) {
                return Optional.of(objects.in(namespace, GroupKind.SERVICE_ACCOUNT).stream().map(Identities::existing).toList());
            }

            @Override
            public Optional<List<String>> people(String namespace) {
                return Optional.of(membership.people(namespace));
            }

            @Override
            public Optional<List<String>> users(String namespace) {
                return Optional.of(membership.users(namespace));
            }
        };
    }

    private static Existing existing(JsonNode object) {
        return new Existing(object.at("/metadata/name").asText(), object.at("/metadata/uid").asText());
    }
}
