package io.sallyport.core.guard.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A protobuf message that is written as JSON: hands out the fields that its reader knows, each within the values that Envoy takes,
 * and tells of everything else. A field may be spelt {@code stat_prefix} or {@code statPrefix}; null is not there
 * (protobuf's JSON mapping).
 */
public final class Message {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?s");
    private static final String UNKNOWN = "not known to be harmless in the gateway's Envoy";
    private static final String REFUSABLE = ", which Envoy may refuse, and with it every later policy";
    private static final Pattern HUMP = Pattern.compile("([A-Z])");

    private final String path;
    private final List<Unlisted> unlisted;
    /** By their names with underscores. */
    private final Map<String, JsonNode> fields = new HashMap<>();
    private final Map<String, String> spelt = new HashMap<>();
    private final Set<String> known = new HashSet<>();

    private Message(String path, JsonNode node, List<Unlisted> unlisted) {
        this.path = path;
        this.unlisted = unlisted;
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            unlisted.add(new Unlisted(path, "is " + node + REFUSABLE, "write keys and values below it"));
        }
        for (String key : Json.keys(node)) {
            String name = HUMP.matcher(key).replaceAll(hump -> "_" + hump.group().toLowerCase(Locale.ROOT));
            if (node.path(key).isNull()) {
                continue;
            }
            if (fields.put(name, node.path(key)) != null) {
                refuse(key, "is there twice, in two spellings", "keep one of them");
            }
            spelt.put(name, key);
        }
    }

    /** Reads a message whole: what {@code read} does not ask for is unlisted. */
    public static <T> T read(String path, JsonNode node, List<Unlisted> unlisted, Function<Message, T> read) {
        Message message = new Message(path, node, unlisted);
        T value = read.apply(message);
        message.fields.keySet().stream().filter(name -> !message.known.contains(name)).sorted().forEach(name -> message.refuse(
                name, "is " + UNKNOWN, "remove it"));
        return value;
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A message below this one; one without fields if it is not there. */
    public <T> T message(String name, Function<Message, T> read) {
        return read(pathOf(name), value(name), unlisted, read);
    }

    /** The same, but empty if it is not there. */
    public <T> Optional<T> optional(String name, Function<Message, T> read) {
        return has(name) ? Optional.of(message(name, read)) : Optional.empty();
    }

    /** Messages in a list, at most so many of them. */
    public <T> List<T> messages(String name, int most, Function<Message, T> read) {
        JsonNode list = value(name);
        if (!list.isMissingNode() && (!list.isArray() || list.size() > most)) {
            refuse(name, "is no list of at most " + most + " mappings", "write one");
            return List.of();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            values.add(read(pathOf(name) + "[" + i + "]", list.path(i), unlisted, read));
        }
        return values;
    }

    /**
     * Empty if it is not there, or not of that form.
     *
     * @param wanted what to write instead, as an imperative
     */
    public Optional<String> text(String name, Pattern form, String wanted) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || !form.matcher(value.asText()).matches()) {
            refuse(name, "is " + value + ", which is " + UNKNOWN, wanted);
            return Optional.empty();
        }
        return Optional.of(value.asText());
    }

    public List<String> texts(String name, Pattern form, String wanted) {
        JsonNode value = value(name);
        List<String> texts = Json.texts(value);
        boolean fine = value.isMissingNode() || (value.isArray() && texts.size() == value.size());
        if (!fine || !texts.stream().allMatch(text -> form.matcher(text).matches())) {
            refuse(name, "is " + value + ", which is " + UNKNOWN, wanted);
        }
        return texts;
    }

    /** One of these; numbers are compared as they are written. */
    public Optional<String> choice(String name, Set<String> allowed) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isValueNode() || !allowed.contains(value.asText())) {
            refuse(name, "is " + value + ", which is " + UNKNOWN, "write one of " + String.join(", ", allowed.stream().sorted().toList()));
        }
        return Optional.of(value.asText());
    }

    public OptionalLong whole(String name, long least, long most) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return OptionalLong.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least || value.asLong() > most) {
            refuse(name, "is " + value + REFUSABLE, "write a whole number from " + least + " to " + most);
            return OptionalLong.empty();
        }
        return OptionalLong.of(value.asLong());
    }

    /** Whichever of the two it says. */
    public void flag(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            refuse(name, "is " + value + REFUSABLE, "write true or false");
        }
    }

    /** Allowed only where it changes nothing. */
    public void off(String name, String danger) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !(value.isBoolean() && !value.asBoolean())) {
            refuse(name, danger, "remove it");
        }
    }

    /** In the one form that protobuf takes, such as {@code 60s} or {@code 0.5s}. */
    public Optional<Duration> duration(String name, Duration least, Duration most) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        Matcher matcher = DURATION.matcher(value.asText());
        if (value.isTextual() && matcher.matches()) {
            String fraction = matcher.group(2) == null ? "" : matcher.group(2);
            Duration duration = Duration.ofSeconds(
                    Long.parseLong(matcher.group(1)), Long.parseLong((fraction + "000000000").substring(0, 9)));
            if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
                return Optional.of(duration);
            }
        }
        refuse(name, "is " + value + REFUSABLE, "write seconds, such as 60s, from " + least.toMillis() + " ms to " + most.toHours() + " hours");
        return Optional.empty();
    }

    /** A field without which Envoy refuses the message. */
    public void required(String name) {
        if (!has(name)) {
            refuse(name, "is missing, and Envoy refuses the whole without it", "write it");
        }
    }

    /** What else it says does not matter. */
    public void ignoreRest() {
        known.addAll(fields.keySet());
    }

    /** A field that is judged elsewhere. */
    public void ignore(String name) {
        known.add(name);
    }

    private JsonNode value(String name) {
        known.add(name);
        return fields.getOrDefault(name, Json.none());
    }

    /** @param name empty if the message as a whole is meant */
    public void refuse(String name, String problem, String fix) {
        unlisted.add(new Unlisted(pathOf(name), problem, fix));
    }

    private String pathOf(String name) {
        if (name.isEmpty()) {
            return path;
        }
        String key = spelt.getOrDefault(name, name);
        return key.startsWith("@") ? path + "[\"" + key + "\"]" : path + "." + key;
    }
}
