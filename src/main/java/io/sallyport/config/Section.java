package io.sallyport.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One mapping of the settings file: hands out values of a type, and collects everything that is wrong with it. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private final String path;
    private final JsonNode node;
    private final List<Fault> faults;
    private final Set<String> known = new HashSet<>();
    private final Map<String, Section> children = new LinkedHashMap<>();

    Section(String path, JsonNode node, List<Fault> faults) {
        this.path = path;
        this.node = node;
        this.faults = faults;
        if (!node.isObject() && !isAbsent(node)) {
            faults.add(new Fault(path.isEmpty() ? "settings" : path, "is not a mapping", "write keys and values below it"));
        }
    }

    Section section(String key) {
        known.add(key);
        return children.computeIfAbsent(key, name -> new Section(pathOf(name), node.path(name), faults));
    }

    String text(String key, String fallback, Pattern form, String wanted) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            fault(key, value, wanted);
            return fallback;
        }
        return value.asText();
    }

    Optional<String> optionalText(String key, Pattern form, String wanted) {
        String text = text(key, "", Pattern.compile("|" + form.pattern()), wanted + ", or leave it empty");
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    boolean flag(String key, boolean fallback) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isBoolean()) {
            fault(key, value, "write true or false");
        }
        return value.asBoolean(fallback);
    }

    int number(String key, int fallback, int least, int most) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            fault(key, value, "write a whole number from " + least + " to " + most);
            return fallback;
        }
        return value.asInt();
    }

    Duration duration(String key, Duration fallback) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        Matcher matcher = DURATION.matcher(value.asText());
        if (!value.isTextual() || !matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            fault(key, value, "write a duration such as 500ms, 30s, 5m or 24h");
            return fallback;
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** Constants are written in lower case with dashes. */
    <E extends Enum<E>> E choice(String key, E fallback) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        List<E> all = Arrays.asList(fallback.getDeclaringClass().getEnumConstants());
        return all.stream().filter(constant -> written(constant).equals(value.asText())).findFirst().orElseGet(() -> {
            fault(key, value, "write one of " + String.join(", ", all.stream().map(Section::written).toList()));
            return fallback;
        });
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> texts(String key, List<String> fallback) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        List<String> texts = Json.texts(value);
        if (!value.isArray() || texts.size() != value.size() || texts.contains("")) {
            fault(key, value, "write a list of texts");
            return fallback;
        }
        return texts;
    }

    List<String> texts(String key, List<String> fallback, Pattern form, String wanted) {
        List<String> texts = texts(key, fallback);
        for (int i = 0; i < texts.size(); i++) {
            if (!form.matcher(texts.get(i)).matches()) {
                fault(key + "[" + i + "]", "is \"" + texts.get(i) + "\"", wanted);
            }
        }
        return texts;
    }

    /** A list with at least one entry. */
    List<String> someTexts(String key, Pattern form, String wanted) {
        List<String> texts = texts(key, List.of(), form, wanted);
        if (texts.isEmpty() && value(key).isEmpty()) {
            fault(key, "is empty", wanted + ", as a list");
        }
        return texts;
    }

    /** A list of mappings, each read as a section of its own. */
    <T> List<T> list(String key, List<T> fallback, Function<Section, T> read) {
        JsonNode value = value(key);
        if (isAbsent(value)) {
            return fallback;
        }
        if (!value.isArray()) {
            fault(key, value, "write a list of mappings");
            return fallback;
        }
        List<T> entries = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String name = key + "[" + i + "]";
            JsonNode entry = value.get(i);
            entries.add(read.apply(children.computeIfAbsent(name, _ -> new Section(pathOf(name), entry, faults))));
        }
        return entries;
    }

    /** Nothing after the key is a fault: whoever wrote it meant something, and not the fallback. */
    Map<String, String> textMap(String key, Map<String, String> fallback) {
        JsonNode value = value(key);
        if (value.isMissingNode()) {
            return fallback;
        }
        boolean none = value.isEmpty() && !fallback.isEmpty();
        if (!value.isObject() || none || !value.properties().stream().allMatch(e -> e.getValue().isTextual())) {
            fault(key, value, "write at least one pair of texts");
            return fallback;
        }
        return Json.textMap(value);
    }

    /** Call last: every key that nobody asked for is a fault, so that a misspelt one does not go unnoticed. */
    void rejectUnknown() {
        for (String key : Json.keys(node)) {
            if (!known.contains(key)) {
                faults.add(new Fault(
                        pathOf(key), "is not a setting", "remove it, or use one of " + String.join(", ", known.stream().sorted().toList())));
            }
        }
        children.values().forEach(Section::rejectUnknown);
    }

    void fault(String key, String problem, String fix) {
        faults.add(new Fault(pathOf(key), problem, fix));
    }

    private void fault(String key, JsonNode value, String fix) {
        fault(key, "is " + value, fix);
    }

    /** True if nothing is written for it. */
    boolean isAbsent(String key) {
        return isAbsent(value(key));
    }

    private JsonNode value(String key) {
        known.add(key);
        return node.path(key);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
