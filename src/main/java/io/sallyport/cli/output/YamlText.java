package io.sallyport.cli.output;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Objects as people write and read them: YAML documents. */
public final class YamlText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private YamlText() {}

    /**
     * The documents of a text; empty ones are passed over.
     *
     * @throws IOException if it is not YAML, has a key twice, or an alias, which would be taken for its own name
     */
    public static List<JsonNode> read(String text) throws IOException {
        refuseAliases(text);
        try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll().stream()
                    .filter(document -> document.isContainerNode() && !document.isEmpty())
                    .toList();
        }
    }

    private static void refuseAliases(String text) throws IOException {
        try (YAMLParser parser = YAML.getFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw new JsonParseException(parser, "*" + parser.getText() + " is an alias: write out what it stands for");
                }
            }
        }
    }

    /** Documents with {@code ---} between them. */
    public static String written(List<JsonNode> documents) {
        return documents.stream().map(YamlText::written).collect(Collectors.joining("---\n"));
    }

    private static String written(JsonNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a tree that YAML can hold", e);
        }
    }
}
