package io.sallyport.controller.cache;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.controller.cluster.ResourceKind;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.GroupKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the caches hold, as the core asks for it; of a kind that is not followed there is nothing. */
public record CachedObjects(ClusterCaches caches) implements ClusterObjects {

    @Override
    public List<JsonNode> of(GroupKind kind) {
        return read(kind, store -> List.copyOf(store.all()));
    }

    @Override
    public List<JsonNode> in(String namespace, GroupKind kind) {
        return read(kind, store -> store.in(namespace));
    }

    @Override
    public Optional<JsonNode> find(GroupKind kind, String namespace, String name) {
        return ResourceKind.all(kind).map(caches::store).flatMap(store -> store.find(namespace, name).stream()).findFirst();
    }

    private List<JsonNode> read(GroupKind kind, Function<TreeStore, List<JsonNode>> read) {
        return ResourceKind.all(kind).map(caches::store).map(read).flatMap(List::stream).toList();
    }
}
