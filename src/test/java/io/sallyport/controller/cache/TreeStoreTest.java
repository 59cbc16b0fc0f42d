package io.sallyport.controller.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class TreeStoreTest {
    private final TreeStore store =
            new TreeStore(object -> new ObjectMapper().convertValue(object, ObjectNode.class));

    @Test
    void keepsAThousandObjectsOfOneShapeWithoutKeepingTheShapeAThousandTimes() {
        put("iris", "/iris", "[{\"name\": \"authorization\"}, {\"name\": \"cookie\"}]");
        put("rose", "/rose", "[{\"name\": \"authorization\"}, {\"name\": \"user\"}]");

        assertThat(find("rose").at("/spec/remove/0")).isSameAs(find("iris").at("/spec/remove/0"));
        assertThat(find("rose").at("/metadata/labels")).isSameAs(find("iris").at("/metadata/labels"));
    }

    @Test
    void keepsWhatDiffersAsItWasGiven() {
        put("iris", "/iris", "[{\"name\": \"authorization\"}, {\"name\": \"cookie\"}]");
        put("rose", "/rose", "[{\"name\": \"authorization\"}]");
        put("lily", "/lily", "{\"name\": \"authorization\"}");

        assertThat(find("iris").at("/spec/path").asText()).isEqualTo("/iris");
        assertThat(find("iris").at("/spec/remove")).hasSize(2);
        assertThat(find("rose").at("/spec/path").asText()).isEqualTo("/rose");
        assertThat(find("rose").at("/spec/remove")).hasSize(1);
        assertThat(find("lily").at("/spec/remove/name").asText()).isEqualTo("authorization");
    }

    private JsonNode find(String name) {
        return store.find("team", name).orElseThrow();
    }

    private void put(String name, String path, String remove) {
        String json = """
                {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
                 "metadata": {"namespace": "team", "name": "%s", "labels": {"team": "one"}},
                 "spec": {"path": "%s", "remove": %s}}""".formatted(name, path, remove);
        var object = Serialization.unmarshal(json, GenericKubernetesResource.class);
        store.put(store.getKey(object), object);
    }
}
