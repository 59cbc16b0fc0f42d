package io.sallyport.core.companion.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.companion.Ownership;
import io.sallyport.core.model.ExposureSettings.Access;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.caller.Caller;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account and who may make tokens of it, as two objects of one name. It has no rights, Pods do not get its tokens by
 * themselves, and a ValidatingAdmissionPolicy of the chart lets its tokens be for our audiences alone.
 */
public final class CallerAccount {
    /** Of the ServiceAccount and the RoleBinding; the chart's rights and policy name it, too. */
    public static final String NAME = "model-caller";
    private static final String RBAC = "rbac.authorization.k8s.io";

    private CallerAccount() {}

    /** True for an object of the kind and name that we give ours, whoever made it. */
    public static boolean isNamed(JsonNode object) {
        GroupKind kind = GroupKind.of(object);
        return (kind.equals(GroupKind.SERVICE_ACCOUNT) || kind.equals(GroupKind.ROLE_BINDING))
                && object.path("metadata").path("name").asText().equals(NAME);
    }

    /** True if this caller of a model of the namespace is or includes the account. */
    public static boolean isOf(Caller caller, String namespace) {
        return switch (caller) {
            case Caller.Anyone() -> true;
            case Caller.Namespace(String name) -> name.equals(namespace);
            case Caller.Account(String of, String name) -> of.equals(namespace) && name.equals(NAME);
            case Caller.People _, Caller.Claimed _ -> false;
        };
    }

    /** @param owners as in {@code metadata.ownerReferences}: Kubernetes removes it when the last of these is gone */
    public static JsonNode account(String namespace, List<JsonNode> owners) {
        ObjectNode account = object("v1", "ServiceAccount", namespace, owners);
        return account.put("automountServiceAccountToken", false);
    }

    /** @param users Kubernetes users who may make tokens of the account */
    public static JsonNode binding(String namespace, List<JsonNode> owners, List<String> users, Access access) {
        Stream<ObjectNode> people = users.stream().sorted().map(user -> Json.object("kind", "User", "apiGroup", RBAC, "name", user));
        Stream<ObjectNode> accounts = access.accounts().stream().distinct().sorted()
                .map(name -> Json.object("kind", "ServiceAccount", "name", name, "namespace", namespace));
        List<ObjectNode> subjects = Stream.concat(people, accounts).toList();
        ObjectNode binding = object(RBAC + "/v1", "RoleBinding", namespace, owners);
        binding.set("roleRef", Json.object("apiGroup", RBAC, "kind", "ClusterRole", "name", access.role()));
        if (!subjects.isEmpty()) {
            binding.set("subjects", Json.list(subjects));
        }
        return binding;
    }

    private static ObjectNode object(String version, String kind, String namespace, List<JsonNode> owners) {
        ObjectNode metadata = Ownership.metadata(namespace, NAME);
        metadata.set("ownerReferences", Json.list(owners));
        return Json.object("apiVersion", version, "kind", kind, "metadata", metadata);
    }
}
