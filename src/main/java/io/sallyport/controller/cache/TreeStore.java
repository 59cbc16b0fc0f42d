package io.sallyport.controller.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.sallyport.core.model.Json;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What an informer knows, kept as trees. The informer itself needs no more of an object than its metadata, so that is
 * all it gets back.
 */
public final class TreeStore implements ItemStore<GenericKubernetesResource> {
    /** By {@code namespace/name}, so that a namespace is one range. */
    private final ConcurrentNavigableMap<String, JsonNode> trees = new ConcurrentSkipListMap<>();
    private final AtomicLong changes = new AtomicLong();
    /** The one that came last: the next one is most likely of the same shape. */
    private volatile JsonNode latest = MissingNode.getInstance();
    private final Function<GenericKubernetesResource, ObjectNode> reduced;

    /** @param reduced makes the tree that is kept */
    TreeStore(Function<GenericKubernetesResource, ObjectNode> reduced) {
        this.reduced = reduced;
    }

    /** Grows with every change: what was worked out at the same count is still true. */
    public long changes() {
        return changes.get();
    }

    public Collection<JsonNode> all() {
        return List.copyOf(trees.values());
    }

    public List<JsonNode> in(String namespace) {
        // '0' is the character after '/'.
        return List.copyOf(trees.subMap(namespace + "/", namespace + "0").values());
    }

    public Optional<JsonNode> find(String namespace, String name) {
        return Optional.ofNullable(trees.get(key(namespace, name)));
    }

    @Override
    public String getKey(GenericKubernetesResource object) {
        return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    @Override
    public GenericKubernetesResource put(String key, GenericKubernetesResource object) {
        JsonNode tree = sharing(reduced.apply(object), latest);
        latest = tree;
        JsonNode before = trees.put(key, tree);
        changes.incrementAndGet();
        return metadataOnly(before);
    }

    @Override
    public GenericKubernetesResource remove(String key) {
        JsonNode before = trees.remove(key);
        changes.incrementAndGet();
        return metadataOnly(before);
    }

    @Override
    public Stream<String> keySet() {
        return trees.keySet().stream();
    }

    @Override
    public Stream<GenericKubernetesResource> values() {
        return trees.values().stream().map(TreeStore::metadataOnly);
    }

    @Override
    public int size() {
        return trees.size();
    }

    @Override
    public GenericKubernetesResource get(String key) {
        return metadataOnly(trees.get(key));
    }

    /**
     * The tree with every part that the other one has at the same place taken from there, so that a thousand objects of one
     * shape take little more room than their differences. Trees in here are never changed.
     */
    private static JsonNode sharing(JsonNode tree, JsonNode other) {
        if (tree.equals(other)) {
            return other;
        }
        if (tree instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(sharing(field.getValue(), other.path(field.getKey()))));
        } else if (tree instanceof ArrayNode array) {
            for (int at = 0; at < array.size(); at++) {
                array.set(at, sharing(array.get(at), other.path(at)));
            }
        }
        return tree;
    }

    private static String key(String namespace, String name) {
        return (namespace == null ? "" : namespace) + "/" + name;
    }

    /** Null for null, as the informer expects. */
    private static GenericKubernetesResource metadataOnly(JsonNode tree) {
        if (tree == null) {
            return null;
        }
        JsonNode metadata = tree.path("metadata");
        ObjectMeta kept = new ObjectMetaBuilder()
                .withName(metadata.path("name").asText())
                .withNamespace(metadata.path("namespace").asText(null))
                .withUid(metadata.path("uid").asText())
                .withResourceVersion(metadata.path("resourceVersion").asText())
                .withLabels(Json.textMap(metadata.path("labels")))
                .build();
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(tree.path("apiVersion").asText());
        object.setKind(tree.path("kind").asText());
        object.setMetadata(kept);
        return object;
    }
}
