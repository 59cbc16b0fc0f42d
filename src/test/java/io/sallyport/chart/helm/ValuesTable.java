package io.sallyport.chart.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the comments in values.yaml say about each value: the tables in the chart's README and in the reference. */
public final class ValuesTable {
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z][A-Za-z0-9]*):.*");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> comments = new TreeMap<>();
    private final List<String> commented = new ArrayList<>();
    private final JsonNode values;

    public ValuesTable(String yaml) throws IOException {
        values = Rendered.YAML.readTree(yaml);
        List<String> comment = new ArrayList<>();
        List<String> path = new ArrayList<>();
        for (String line : yaml.lines().toList()) {
            Matcher key = KEY.matcher(line);
            if (line.strip().startsWith("# ")) {
                comment.add(line.strip().substring(2));
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                path.subList(Math.min(depth, path.size()), path.size()).clear();
                path.add(key.group(2));
                if (!comment.isEmpty()) {
                    commented.add(String.join(".", path));
                    comments.put(String.join(".", path), String.join(" ", comment));
                }
                comment.clear();
            } else {
                comment.clear();
            }
        }
    }

    /** Values that no comment explains, neither their own nor that of a map they are in. */
    public List<String> unexplained() {
        List<String> leaves = new ArrayList<>();
        collectLeaves("", values, leaves);
        return leaves.stream()
                .filter(leaf -> commented.stream().noneMatch(key -> leaf.equals(key) || leaf.startsWith(key + ".")))
                .toList();
    }

    private static void collectLeaves(String path, JsonNode node, List<String> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            String prefix = path.isEmpty() ? "" : path + ".";
            node.properties().forEach(entry -> collectLeaves(prefix + entry.getKey(), entry.getValue(), leaves));
        } else {
            leaves.add(path);
        }
    }

    /**
     * @param heading of the first column
     * @param name    how the table calls a value; nothing leaves it out
     */
    public String markdown(String heading, Function<String, Optional<String>> name) {
        return commented.stream()
                .flatMap(key -> name.apply(key).map(shown -> row(key, shown)).stream())
                .collect(Collectors.joining("", "| " + heading + " | default | what it is |\n|---|---|---|\n", ""));
    }

    private String row(String key, String shown) {
        return "| `" + shown + "` | " + shownDefault(key) + " | " + comments.get(key) + " |\n";
    }

    /** Nothing for a map whose entries have rows of their own. */
    private String shownDefault(String key) {
        if (commented.stream().anyMatch(other -> other.startsWith(key + "."))) {
            return "";
        }
        JsonNode value = values.at("/" + key.replace('.', '/'));
        try {
            boolean plain = value.isTextual() && !value.asText().isEmpty();
            return "`" + (plain ? value.asText() : JSON.writeValueAsString(value)) + "`";
        } catch (IOException e) {
            throw new IllegalStateException("cannot show " + key, e);
        }
    }
}
