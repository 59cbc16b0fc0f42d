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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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

    /** Where a document ends and the next begins; no block of text can hold such a line (YAML 1.2.2, 9.1.2). */
    private static final Pattern MARKER = Pattern.compile("(?m)^(---|\\.\\.\\.)(?=\\s|$)");

    private YamlText() {}

    /**
     * One document of a text, not read yet.
     *
     * @param line where it begins, from 1
     */
    public record Part(String text, int line) {

        /**
         * The document; empty if nothing is in it.
         *
         * @throws IOException as {@link YamlText#read}
         */
        public Optional<JsonNode> read() throws IOException {
            // Behind as many lines as are before it, so that an error names the line of the file.
            return YamlText.read(inPlace()).stream().findFirst();
        }

        /** The line of a field in the text that this is a part of; see {@link FieldLines}. */
        public int line(String field) {
            return FieldLines.of(inPlace()).line(field).orElse(line);
        }

        private String inPlace() {
            return "\n".repeat(line - 1) + text;
        }
    }

    /** The documents of a text by themselves, so that one that cannot be read does not hide the others; blank ones are left out. */
    public static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        int begin = 0;
        for (MatchResult marker : MARKER.matcher(text).results().toList()) {
            add(text, begin, marker.start(), parts);
            begin = marker.end();
        }
        add(text, begin, text.length(), parts);
        return parts;
    }

    private static void add(String text, int begin, int end, List<Part> parts) {
        String part = text.substring(begin, end);
        if (part.lines().anyMatch(line -> !line.isBlank() && !line.strip().startsWith("#"))) {
            parts.add(new Part(part, (int) text.substring(0, begin).chars().filter(sign -> sign == '\n').count() + 1));
        }
    }

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
                    throw new JsonParseException(parser, "*" + parser.getText() + " is an alias: write out what it refers to");
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
