package io.sallyport.agreement.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Leaves out whatever a disagreement does not need, one thing after the other. */
public final class Shrinker {
    /** Each is a change of the cluster. */
    private static final int MOST_TRIES = 40;

    private final Shows shows;
    private int tries;

    public interface Shows {
        boolean test(List<ObjectNode> policies) throws InterruptedException;
    }

    public Shrinker(Shows shows) {
        this.shows = shows;
    }

    public List<ObjectNode> shrink(List<ObjectNode> policies) throws InterruptedException {
        List<ObjectNode> smallest = policies;
        Optional<List<ObjectNode>> smaller = Optional.of(policies);
        while (smaller.isPresent()) {
            smallest = smaller.get();
            smaller = Optional.empty();
            for (List<ObjectNode> candidate : candidates(smallest)) {
                if (tries++ < MOST_TRIES && shows.test(candidate)) {
                    smaller = Optional.of(candidate);
                    break;
                }
            }
        }
        return smallest;
    }

    /** Each with one thing less: first a policy, then what is in one. */
    private static List<List<ObjectNode>> candidates(List<ObjectNode> policies) {
        List<List<ObjectNode>> candidates = new ArrayList<>();
        for (int i = 0; i < policies.size(); i++) {
            if (policies.size() > 1) {
                List<ObjectNode> fewer = new ArrayList<>(policies);
                fewer.remove(i);
                candidates.add(fewer);
            }
            for (String pointer : places(policies.get(i).path("spec"), "/spec")) {
                List<ObjectNode> changed = new ArrayList<>(policies);
                changed.set(i, without(policies.get(i), pointer));
                candidates.add(changed);
            }
        }
        return candidates;
    }

    /** What can be left out, the outer before the inner. */
    private static List<String> places(JsonNode node, String pointer) {
        List<String> places = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(pointer + "/" + i);
                places.addAll(places(node.get(i), pointer + "/" + i));
            }
        } else {
            for (String key : Json.keys(node)) {
                if (!key.equals("action") && !key.equals("key")) {
                    places.add(pointer + "/" + key);
                    places.addAll(places(node.path(key), pointer + "/" + key));
                }
            }
        }
        return places;
    }

    private static ObjectNode without(ObjectNode policy, String pointer) {
        ObjectNode changed = policy.deepCopy();
        int slash = pointer.lastIndexOf('/');
        String last = pointer.substring(slash + 1);
        switch (changed.at(pointer.substring(0, slash))) {
            case ArrayNode list -> list.remove(Integer.parseInt(last));
            case ObjectNode object -> object.remove(last);
            default -> {}
        }
        return changed;
    }
}
