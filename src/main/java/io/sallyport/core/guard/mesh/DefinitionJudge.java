package io.sallyport.core.guard.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.policy.language.Proof;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * CustomResourceDefinitions of the kinds that keep requests out. With a definition the API server deletes all its objects,
 * and a field that its schema lacks is cut off when they are read, both without asking anybody.
 *
 * <p>Those of routes and extensions may go: without them there is less that could be reached.
 */
public final class DefinitionJudge implements Judge {
    private static final Set<String> NEEDED =
            Set.of("authorizationpolicies.security.istio.io", "requestauthentications.security.istio.io");
    private static final String KEEPS_ALL = "x-kubernetes-preserve-unknown-fields";

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        if (!NEEDED.contains(write.ref().name()) || write.creates()) {
            return List.of();
        }
        if (write.deletes()) {
            return List.of(new Fault(
                    write.ref().toString(),
                    "holds every object of its kind: with it the policies go that keep requests without a token out",
                    "uninstall Sallyport first"));
        }
        return lost(write.before(), write.after()).map(path -> List.of(new Fault(
                        path,
                        "would be read no more, or changed, in policies that keep requests without a token out",
                        "leave it as it was; what a newer Istio adds is welcome")))
                .orElse(List.of());
    }

    /** What the definition offered before and does not any more. */
    private static Optional<String> lost(JsonNode before, JsonNode after) {
        JsonNode strategy = after.at("/spec/conversion/strategy");
        if (!strategy.asText("None").equals("None") && !after.at("/spec/conversion").equals(before.at("/spec/conversion"))) {
            return Optional.of("spec.conversion");
        }
        Map<String, JsonNode> was = served(before);
        Map<String, JsonNode> is = served(after);
        // Istio reads v1, and versions before 1.22 v1beta1; it may well stop serving the older one day.
        String read = was.containsKey("v1") ? "v1" : "v1beta1";
        if (was.containsKey(read) && !is.containsKey(read)) {
            return Optional.of("spec.versions[" + read + "].served");
        }
        return is.entrySet().stream()
                .filter(version -> was.containsKey(version.getKey()))
                .flatMap(version -> missing(
                        "spec.versions[" + version.getKey() + "].schema",
                        was.get(version.getKey()).at("/schema/openAPIV3Schema"),
                        version.getValue().at("/schema/openAPIV3Schema"))
                        .stream())
                .findFirst();
    }

    private static Map<String, JsonNode> served(JsonNode definition) {
        Map<String, JsonNode> versions = new LinkedHashMap<>();
        Json.elements(definition.at("/spec/versions")).stream()
                .filter(version -> version.path("served").asBoolean())
                .forEach(version -> versions.put(version.path("name").asText(), version));
        return versions;
    }

    private static Optional<String> missing(String path, JsonNode before, JsonNode after) {
        if (before.equals(after) || after.path(KEEPS_ALL).asBoolean()) {
            return Optional.empty();
        }
        if (before.isObject() && (!after.isObject() || before.path(KEEPS_ALL).asBoolean())) {
            return Optional.of(path);
        }
        for (String field : Json.keys(before.path("properties"))) {
            Optional<String> inside =
                    missing(path + "." + field, before.path("properties").path(field), after.path("properties").path(field));
            if (inside.isPresent()) {
                return inside;
            }
        }
        return before.path("items").isObject()
                ? missing(path + "[]", before.path("items"), after.path("items"))
                : before.path("additionalProperties").isObject()
                        ? missing(path + "{}", before.path("additionalProperties"), after.path("additionalProperties"))
                        : Optional.empty();
    }
}
