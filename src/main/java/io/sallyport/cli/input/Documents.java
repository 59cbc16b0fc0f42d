package io.sallyport.cli.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.cli.output.Origin;
import io.sallyport.cli.output.Reason;
import io.sallyport.cli.output.YamlText;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The objects of files, as they would be applied: those of a {@code List} are taken out of it, and those that name no
 * namespace get one. What cannot be read does not hide the rest.
 *
 * @param documents  in the order in which they were written
 * @param complaints one line for each document that cannot be read, with the file
 */
public record Documents(List<Document> documents, List<String> complaints) {
    private static final Pattern DNS_NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** An object, and where it was written. */
    public record Document(JsonNode object, Origin origin) {}

    /** Without where they were written. */
    public List<JsonNode> objects() {
        return documents.stream().map(Document::object).toList();
    }

    /** @param namespace of objects that name none, unless they live in none */
    public static Documents of(List<Path> files, String namespace) {
        List<Document> documents = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        for (Path file : files) {
            int number = 0;
            for (YamlText.Part part : YamlText.parts(SettingsOption.text(file))) {
                number++;
                String where = file + ", document " + number;
                try {
                    part.read().stream()
                            .flatMap(object -> unpacked(new Document(object, new Origin(file.toString(), part, ""))))
                            .map(document -> new Document(placed(document.object(), namespace), document.origin()))
                            .forEach(document -> complaint(document.object()).ifPresentOrElse(
                                    complaint -> complaints.add(where + ": " + complaint), () -> documents.add(document)));
                } catch (IOException e) {
                    complaints.add(where + " is not YAML: " + Reason.of(e));
                }
            }
        }
        return new Documents(List.copyOf(documents), List.copyOf(complaints));
    }

    private static Stream<Document> unpacked(Document document) {
        JsonNode items = document.object().path("items");
        if (!document.object().path("kind").asText().endsWith("List") || !items.isArray()) {
            return Stream.of(document);
        }
        Origin origin = document.origin();
        return IntStream.range(0, items.size())
                .mapToObj(at -> new Document(
                        items.get(at), new Origin(origin.file(), origin.part(), origin.prefix() + "items[" + at + "].")))
                .flatMap(Documents::unpacked);
    }

    private static ObjectNode placed(JsonNode object, String namespace) {
        ObjectNode placed = object.isObject() ? object.deepCopy() : Json.object();
        boolean homeless = placed.path("metadata").isObject() && placed.at("/metadata/namespace").asText().isEmpty();
        if (homeless && KnownKinds.inNamespaces(placed.path("kind").asText())) {
            placed.withObject("/metadata").put("namespace", namespace);
        }
        return placed;
    }

    private static Optional<String> complaint(JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        if (ref.kind().isEmpty() || ref.apiVersion().isEmpty()) {
            return Optional.of("apiVersion or kind is missing");
        }
        Optional<String> misspelt = KnownKinds.misspelt(ref);
        if (misspelt.isPresent()) {
            return misspelt;
        }
        if (ref.name().isEmpty()) {
            return Optional.of("metadata.name is missing from this " + ref.kind());
        }
        // KServe's own rule, which is stricter, is told with the model's other faults.
        boolean dns = KnownKinds.namedAsDns(ref) && !ref.kind().equals("InferenceService");
        if (dns && !DNS_NAME.matcher(ref.name()).matches()) {
            return Optional.of(ref.kind() + " is called \"" + ref.name()
                    + "\", which the API server refuses: use small letters, digits, \"-\" and \".\"");
        }
        if (!ref.namespace().isEmpty() && !DNS_NAME.matcher(ref.namespace()).matches()) {
            return Optional.of(ref.kind() + " " + ref.name() + " is in the namespace \"" + ref.namespace()
                    + "\", which the API server refuses: use small letters, digits and \"-\"");
        }
        return Optional.empty();
    }
}
