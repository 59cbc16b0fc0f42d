package io.sallyport.controller.stored;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.StoredObjects;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What was found of stored objects. Of those that the guard would let pass only the version is kept that was judged: the same
 * one is not judged again while the gateway is the same.
 */
final class Verdicts {
    private final StoredObjects judges;
    private final ClusterObjects cluster;
    private final Consumer<StoredObjects.Refused> news;
    private final Runnable counted;
    /** By kind, namespace and name. */
    private final Map<String, Judged> judged = new HashMap<>();
    private final Map<String, StoredObjects.Refused> refused = new HashMap<>();
    private long gateway;

    /** @param gateway how often the gateway had changed */
    private record Judged(String resourceVersion, long gateway) {}

    /**
     * @param cluster what is judged with
     * @param news    told of each that the guard would refuse, once while its verdict is the same
     * @param counted told of each judgement
     */
    Verdicts(StoredObjects judges, ClusterObjects cluster, Consumer<StoredObjects.Refused> news, Runnable counted) {
        this.judges = judges;
        this.cluster = cluster;
        this.news = news;
        this.counted = counted;
    }

    /** Judges this version of the object, unless that was done; returns what it is known by. */
    synchronized String judge(JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        String key = key(ref);
        var now = new Judged(object.at("/metadata/resourceVersion").asText(), gateway);
        if (now.equals(judged.put(key, now))) {
            return key;
        }
        counted.run();
        Optional<StoredObjects.Refused> found = judges.refused(object, cluster);
        if (found.isEmpty()) {
            refused.remove(key);
        } else if (!found.get().equals(refused.put(key, found.get()))) {
            news.accept(found.get());
        }
        return key;
    }

    synchronized void gone(ObjectRef ref) {
        judged.remove(key(ref));
        refused.remove(key(ref));
    }

    /** Forgets what is there no more of a kind. */
    synchronized void keepOnly(GroupKind kind, Set<String> keys) {
        String begin = key(kind);
        judged.keySet().removeIf(key -> key.startsWith(begin) && !keys.contains(key));
        refused.keySet().removeIf(key -> key.startsWith(begin) && !keys.contains(key));
    }

    /** From now on, what was judged counts for a gateway that is no more. */
    synchronized void gatewayChanged() {
        gateway++;
    }

    synchronized void forget() {
        judged.clear();
        refused.clear();
    }

    synchronized long refused(String kind) {
        return refused.values().stream().filter(found -> found.ref().kind().equals(kind)).count();
    }

    /** Both APIs have a Gateway. */
    private static String key(ObjectRef ref) {
        return key(GroupKind.of(ref)) + ref.namespace() + "/" + ref.name();
    }

    private static String key(GroupKind kind) {
        return kind.kind() + " " + kind.group() + " ";
    }
}
