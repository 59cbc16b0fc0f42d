package io.sallyport.core.model.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The people of a namespace, by the two grants that Kubeflow itself uses: the owner of the namespace's Profile, and the
 * RoleBindings that its access management writes for contributors. What those are called, what their annotations say, and the
 * AuthorizationPolicy beside them grant nothing (kubeflow/dashboard: profile_controller.go, access-management/kfam/bindings.go).
 *
 * @param roles ClusterRoles that make a contributor
 */
record Membership(ClusterObjects objects, List<String> roles) {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String USER = "User";
    /** An address that means itself in every rule of the mesh: what can be seen of ASCII, one @, and no star. */
    private static final Pattern ADDRESS = Pattern.compile("[!-)+-?A-~]{1,200}@[!-)+-?A-~]{1,200}");

    /** Addresses as they are written there, in order and each once. */
    List<String> people(String namespace) {
        return users(namespace).stream().filter(name -> ADDRESS.matcher(name).matches()).toList();
    }

    /** The same with those who are known by another name than an address: Kubernetes compares names as they are. */
    List<String> users(String namespace) {
        return Stream.concat(owner(namespace).stream(), contributors(namespace)).filter(name -> !name.isEmpty()).distinct().sorted().toList();
    }

    /**
     * Anybody with an account may make a Profile that bears the name of a namespace; Kubeflow's controller takes a namespace
     * for the Profile's alone whose annotation names the same owner.
     */
    private Optional<String> owner(String namespace) {
        Optional<String> annotated = objects.find(GroupKind.NAMESPACE, "", namespace)
                .map(found -> found.path("metadata").path("annotations").path("owner").asText());
        return objects.find(GroupKind.PROFILE, "", namespace)
                .filter(Membership::lasts)
                .map(profile -> profile.path("spec").path("owner"))
                .filter(owner -> owner.path("kind").asText().equals(USER))
                .map(owner -> owner.path("name").asText())
                .filter(name -> annotated.equals(Optional.of(name)));
    }

    private Stream<String> contributors(String namespace) {
        return objects.in(namespace, GroupKind.ROLE_BINDING).stream()
                .filter(Membership::lasts)
                .filter(binding -> grants(binding.path("roleRef")))
                .flatMap(binding -> Json.elements(binding.path("subjects")).stream())
                .filter(subject -> subject.path("kind").asText().equals(USER) && subject.path("apiGroup").asText().equals(RBAC))
                .map(subject -> subject.path("name").asText());
    }

    /** A Role of such a name is anybody's who may write Roles. */
    private boolean grants(JsonNode role) {
        return role.path("apiGroup").asText().equals(RBAC)
                && role.path("kind").asText().equals("ClusterRole")
                && roles.contains(role.path("name").asText());
    }

    /** What was deleted does not go on because of a finalizer that somebody put on it. */
    private static boolean lasts(JsonNode object) {
        return !object.path("metadata").hasNonNull("deletionTimestamp");
    }
}
