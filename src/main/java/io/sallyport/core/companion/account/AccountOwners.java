package io.sallyport.core.companion.account;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * For which models a namespace has its account: those that ask to be exposed, and those that did, for as long as they exist.
 * A model that is closed for a while so does not end the tokens that its callers have.
 *
 * @param known false for a kind that cannot be read at the time, so that objects of it are not taken for gone
 */
public record AccountOwners(
        ClusterObjects cluster, Predicate<GroupKind> known, DeploymentMode defaultMode, ExposureSettings settings, Instant now) {

    /** As references to them, in a fixed order; none if there is no reason for an account. */
    public List<JsonNode> of(String namespace) {
        Map<String, JsonNode> before = new TreeMap<>();
        ObservedAccount.of(cluster, namespace).owners().forEach(owner -> before.put(owner.path("uid").asText(), owner));
        Map<String, JsonNode> owners = new TreeMap<>();
        before.forEach((uid, owner) -> {
            if (Model.KINDS.stream().anyMatch(kind -> kind.kind().equals(owner.path("kind").asText()) && !known.test(kind))) {
                owners.put(uid, owner);
            }
        });
        Model.KINDS.stream()
                .map(kind -> cluster.in(namespace, kind))
                .flatMap(Collection::stream)
                .map(object -> Model.from(object, defaultMode))
                .filter(model -> !model.terminating() && (before.containsKey(model.uid()) || asks(model)))
                .forEach(model -> owners.put(model.uid(), reference(model)));
        return List.copyOf(owners.values());
    }

    private boolean asks(Model model) {
        return "true".equals(model.labels().get(settings.label()))
                && Exposure.of(model.in(cluster, settings), settings, now) instanceof Exposure.Asked;
    }

    private static JsonNode reference(Model model) {
        return Json.object(
                "apiVersion", model.ref().apiVersion(), "kind", model.ref().kind(), "name", model.ref().name(), "uid", model.uid());
    }
}
