package io.sallyport.webhook.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the API server would ask about each write of the guard's corpus, and what it did ask when it was recorded. */
public final class GuardReviews {
    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final ObjectMapper JSON = new ObjectMapper();

    private GuardReviews() {}

    /** The cluster that the corpus begins with. */
    public static ClusterObjects cluster() {
        return ClusterObjects.of(documents("guard/_base", ".yaml"));
    }

    /** Reviews as bytes, always in the same order. */
    public static Stream<byte[]> all() {
        List<JsonNode> before = documents("guard/_base", ".yaml");
        return Stream.concat(
                        documents("guard", "in-change.yaml").stream().map(write -> review(write, stored(before, write))),
                        documents("admission-codec", "in-review.json").stream())
                .map(GuardReviews::bytes);
    }

    private static JsonNode stored(List<JsonNode> objects, JsonNode write) {
        return objects.stream()
                .filter(object -> ObjectRef.of(object).sameObject(ObjectRef.of(write)))
                .findFirst()
                .orElse(Json.none());
    }

    private static JsonNode review(JsonNode object, JsonNode stored) {
        ObjectRef ref = ObjectRef.of(object);
        String version = ref.apiVersion().substring(ref.apiVersion().indexOf('/') + 1);
        return Json.object(
                "apiVersion", "admission.k8s.io/v1",
                "kind", "AdmissionReview",
                "request", Json.object(
                        "uid", "7",
                        "operation", stored.isMissingNode() ? "CREATE" : "UPDATE",
                        "kind", Json.object("group", ref.group(), "version", version, "kind", ref.kind()),
                        "namespace", ref.namespace(),
                        "name", ref.name(),
                        "userInfo", Json.object("username", "somebody"),
                        "object", object,
                        "oldObject", stored));
    }

    /** JSON is YAML, too. */
    private static List<JsonNode> documents(String folder, String ending) {
        try (Stream<Path> files = Files.walk(RESOURCES.resolve(folder))) {
            List<JsonNode> documents = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(ending)).sorted().toList()) {
                documents.addAll(YamlText.read(Files.readString(file)));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(JsonNode review) {
        try {
            return JSON.writeValueAsBytes(review);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }
}
