package io.sallyport.core.model.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipTest {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final List<String> ROLES = List.of("kubeflow-admin", "kubeflow-edit");

    @Test
    void theOwnerOfTheProfileAndTheContributorsAreItsPeople() {
        assertThat(people(
                        namespace("team", "olga@example.com"),
                        profile("team", "User", "olga@example.com"),
                        binding("team", "user-carl-example-com-clusterrole-edit", "ClusterRole", "kubeflow-edit", user("carl@example.com")),
                        binding("team", "whatever", "ClusterRole", "kubeflow-admin", user("anna@example.com"), user("carl@example.com"))))
                .containsExactly("anna@example.com", "carl@example.com", "olga@example.com");
    }

    @Test
    void asUsersOfKubernetesThoseCountToWhoseNameIsNoAddress() {
        var objects = ClusterObjects.of(List.of(
                binding("team", "carl", "ClusterRole", "kubeflow-edit", user("carl"), user("anna@example.com"), subject("Group", "all")),
                binding("team", "vera", "ClusterRole", "kubeflow-view", user("vera"))));
        var membership = new Membership(objects, ROLES);
        assertThat(membership.users("team")).containsExactly("anna@example.com", "carl");
        assertThat(membership.people("team")).containsExactly("anna@example.com");
    }

    @Test
    void viewersAreNoneUntilAnAdminSaysSo() {
        JsonNode binding = binding("team", "v", "ClusterRole", "kubeflow-view", user("vera@example.com"));

        assertThat(people(binding)).isEmpty();
        assertThat(new Membership(ClusterObjects.of(List.of(binding)), List.of("kubeflow-view")).people("team"))
                .containsExactly("vera@example.com");
    }

    @Test
    void whatOnlyLooksLikeAGrantIsNone() {
        String name = "user-mallory-example-com-clusterrole-edit";
        JsonNode user = user("mallory@example.com");
        assertThat(people(
                        binding("team", name, "ClusterRole", "view", user),
                        binding("team", name, "ClusterRole", "edit", user),
                        binding("team", name, "ClusterRole", "kubeflow-edit-x", user),
                        binding("team", name, "ClusterRole", "Kubeflow-edit", user),
                        binding("team", name, "Role", "kubeflow-edit", user),
                        binding("team-b", name, "ClusterRole", "kubeflow-edit", user),
                        binding("team", name, "ClusterRole", "kubeflow-edit", subject("Group", "mallory@example.com")),
                        binding("team", name, "ClusterRole", "kubeflow-edit", subject("ServiceAccount", "mallory@example.com")),
                        binding("team", name, "ClusterRole", "kubeflow-edit",
                                Json.object("kind", "User", "apiGroup", "", "name", "mallory@example.com")),
                        Json.object(
                                "apiVersion", "security.istio.io/v1",
                                "kind", "AuthorizationPolicy",
                                "metadata", Json.object(
                                        "name", name, "namespace", "team", "annotations", Json.object("role", "edit", "user", "mallory@example.com")))))
                .isEmpty();
    }

    /** Kubeflow's access management lets anybody with an account ask for a Profile of any name. */
    @Test
    void aProfileOwnsNoNamespaceThatWasNotMadeForItsOwner() {
        JsonNode profile = profile("team", "User", "mallory@example.com");

        assertThat(people(profile)).isEmpty();
        assertThat(people(profile, namespace("team", ""))).isEmpty();
        assertThat(people(profile, namespace("team", "olga@example.com"))).isEmpty();
        assertThat(people(profile, namespace("team", "Mallory@example.com"))).isEmpty();
        assertThat(people(profile, namespace("team-b", "mallory@example.com"))).isEmpty();
        assertThat(people(profile("team", "Group", "mallory@example.com"), namespace("team", "mallory@example.com"))).isEmpty();
        assertThat(people(profile, namespace("team", "mallory@example.com"))).containsExactly("mallory@example.com");
    }

    @Test
    void whatIsBeingDeletedGrantsNothingHoweverLongAFinalizerKeepsIt() {
        assertThat(people(
                        deleted(binding("team", "b", "ClusterRole", "kubeflow-edit", user("carl@example.com"))),
                        namespace("team", "olga@example.com"),
                        deleted(profile("team", "User", "olga@example.com"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "*", "*@example.com", "alice@*", "alice@example.com*", "alice", "system:admin", "system:serviceaccount:team:default",
        "alice @example.com", " alice@example.com", "alice@example.com ", "alice@example.com\n", "a@b@c", "@", "@b", "a@",
        "alice@example.com\u0000", "alice@ex\u00e4mple.com", "\u202ealice@example.com", ""
    })
    void aNameThatIsNoPlainAddressIsNobodys(String name) {
        assertThat(people(binding("team", "b", "ClusterRole", "kubeflow-edit", user(name)))).isEmpty();
    }

    @Test
    void anAddressIsTakenToTheLetter() {
        assertThat(people(binding("team", "b", "ClusterRole", "kubeflow-edit", user("Alice@Example.com"), user("o'b\"r|ien.@x"))))
                .containsExactly("Alice@Example.com", "o'b\"r|ien.@x");
    }

    /** A route compares by an expression: exactly the texts that are meant match it. */
    @Property
    void anExpressionMatchesTheTextsThatItIsMadeOfAndNoOther(
            @ForAll @Size(min = 1, max = 4) List<@From("plain") String> texts, @ForAll("plain") String other) {
        JsonNode match = new ClaimValue.OneOf(texts).routeMatch();
        Pattern expression = Pattern.compile(match.path("regex").asText(Pattern.quote(match.path("exact").asText())));

        assertThat(texts).allMatch(text -> expression.matcher(text).matches());
        assertThat(expression.matcher(other).matches()).isEqualTo(texts.contains(other));
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings().withCharRange('!', ')').withCharRange('+', '~').ofMinLength(1).ofMaxLength(6);
    }

    private static List<String> people(JsonNode... objects) {
        return new Membership(ClusterObjects.of(List.of(objects)), ROLES).people("team");
    }

    private static JsonNode namespace(String name, String owner) {
        return Json.object("apiVersion", "v1", "kind", "Namespace", "metadata", Json.object(
                "name", name, "annotations", owner.isEmpty() ? Json.object() : Json.object("owner", owner)));
    }

    private static JsonNode profile(String name, String kind, String owner) {
        return Json.object(
                "apiVersion", "kubeflow.org/v1",
                "kind", "Profile",
                "metadata", Json.object("name", name),
                "spec", Json.object("owner", Json.object("kind", kind, "name", owner)));
    }

    private static JsonNode binding(String namespace, String name, String kind, String role, JsonNode... subjects) {
        return Json.object(
                "apiVersion", RBAC + "/v1",
                "kind", "RoleBinding",
                "metadata", Json.object("name", name, "namespace", namespace,
                        "annotations", Json.object("role", "edit", "user", "mallory@example.com")),
                "roleRef", Json.object("apiGroup", RBAC, "kind", kind, "name", role),
                "subjects", new ArrayList<>(List.of(subjects)));
    }

    private static JsonNode user(String name) {
        return subject("User", name);
    }

    private static JsonNode subject(String kind, String name) {
        return Json.object("kind", kind, "apiGroup", RBAC, "name", name);
    }

    private static JsonNode deleted(JsonNode object) {
        ((ObjectNode) object.path("metadata")).put("deletionTimestamp", "2026-11-29T12:00:00Z");
        return object;
    }
}
