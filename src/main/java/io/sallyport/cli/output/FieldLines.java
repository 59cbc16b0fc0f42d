package io.sallyport.cli.output;

import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The lines of the fields of a YAML document.
 *
 * @param lines from 1, by the path as faults write it: {@code metadata.annotations[sallyport.io/until]}, {@code spec.rules[0]}
 */
record FieldLines(Map<String, Integer> lines) {

    /** @param text one document; of what cannot be read, only the lines up to there are known */
    static FieldLines of(String text) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
                    lines.putIfAbsent(path(parser.getParsingContext(), token), parser.currentTokenLocation().getLineNr());
                }
            }
        } catch (IOException e) {
            return new FieldLines(lines);
        }
        return new FieldLines(lines);
    }

    /** Of the field, or of the nearest one around it that is there. */
    OptionalInt line(String field) {
        String path = normal(field);
        while (!lines.containsKey(path)) {
            int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
            if (cut <= 0) {
                return OptionalInt.empty();
            }
            path = path.substring(0, cut);
        }
        return OptionalInt.of(lines.get(path));
    }

    /** A key in brackets is a key; only numbers stay in them. */
    private static String normal(String field) {
        return field.replaceAll("\\[([^\\]]*[^\\]0-9][^\\]]*)\\]", ".$1");
    }

    private static String path(JsonStreamContext context, JsonToken token) {
        boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        JsonStreamContext here = opens ? context.getParent() : context;
        return here == null ? "" : path(here);
    }

    private static String path(JsonStreamContext context) {
        String around = context.getParent() == null ? "" : path(context.getParent());
        if (context.inObject() && context.getCurrentName() != null) {
            return around.isEmpty() ? context.getCurrentName() : around + "." + context.getCurrentName();
        }
        return context.inArray() ? around + "[" + context.getCurrentIndex() + "]" : around;
    }
}
