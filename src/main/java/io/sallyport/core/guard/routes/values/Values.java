package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** Collects values that Envoy may refuse; what is absent is never refused. */
final class Values {
    private static final int SHOWN = 120;
    /** Of the tokens of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z!#$%&'*+.^_`|~-]+");
    private static final Pattern BREAK = Pattern.compile("[\\x00\\r\\n]");
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cntrl}");
    /** A match of whole segments: neither empty nor the root, without a slash at its end. */
    private static final Pattern SEGMENTS = Pattern.compile("/[^?#]*[^?#/]");

    private final List<Fault> faults = new ArrayList<>();

    List<Fault> faults() {
        return faults;
    }

    void refuse(String path, JsonNode value, String problem, String fix) {
        refuse(path, value.asText(), problem, fix);
    }

    void refuse(String path, String value, String problem, String fix) {
        faults.add(new Fault(
                shown(path),
                "\"" + shown(value) + "\" " + problem + ", over which Envoy would refuse every route of the gateway",
                fix));
    }

    /** A cluster that Envoy refuses is no matter of routes, but a Pod whose first clusters it refuses does not become ready. */
    void refuseCluster(String path, JsonNode value, String problem, String fix) {
        faults.add(new Fault(
                shown(path),
                "\"" + shown(value.asText()) + "\" " + problem
                        + ", over which Envoy would refuse the cluster, and no new Pod of the gateway would become ready",
                fix));
    }

    /** In one line, and not longer than one reads. */
    private static String shown(String text) {
        return UNSEEN.matcher(Excerpt.of(text, SHOWN)).replaceAll(unseen -> String.format("\\\\x%02x", (int) unseen.group().charAt(0)));
    }

    void each(String path, JsonNode list, BiConsumer<String, JsonNode> inside) {
        List<JsonNode> elements = Json.elements(list);
        for (int i = 0; i < elements.size(); i++) {
            inside.accept(path + "[" + i + "]", elements.get(i));
        }
    }

    /** What goes into Envoy's configuration as it is. */
    void text(String path, JsonNode value) {
        if (BREAK.matcher(value.asText("")).find()) {
            refuse(path, value, "has a line break in it", "write it in one line");
        }
    }

    /** Envoy reads names of hosts without regard to case, and Istio tells two spellings of one apart: Envoy gets the name twice. */
    void host(String path, JsonNode value) {
        text(path, value);
        if (CAPITAL.matcher(value.asText("")).find()) {
            refuse(path, value, "has capital letters, and may be a name that Envoy has already in another spelling", "write it in lower case");
        }
    }

    /** The name of a header, or one of Envoy's own that begin with a colon. */
    void headerName(String path, String name, boolean pseudo) {
        String bare = pseudo && name.startsWith(":") ? name.substring(1) : name;
        if (!NAME.matcher(bare).matches() || name.length() > HeaderFormat.LONGEST) {
            refuse(path, name, "is no name of a header", "use letters, digits and dashes");
        }
    }

    void format(String path, JsonNode value) {
        HeaderFormat.fault(value.asText("")).ifPresent(fault -> refuse(
                path, value, fault, "write %% for a percent sign, or a command such as %REQ(x-request-id)%"));
    }

    void expression(String path, JsonNode value) {
        Optional<String> fault = value.asText("").isEmpty()
                ? Optional.of("is no expression")
                : ExpressionSyntax.fault(value.asText());
        fault.ifPresent(problem -> refuse(path, value, problem, "write a plain expression in RE2's syntax"));
    }

    void segments(String path, JsonNode value) {
        String text = value.asText("");
        String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!bare.isEmpty() && !text.equals("*") && !SEGMENTS.matcher(bare).matches()) {
            refuse(path, value, "is no path of whole segments", "begin with a slash, and leave ? and # out");
        }
    }

    void number(String path, JsonNode value, long least, long most) {
        if (!value.isMissingNode() && !value.isNull() && (value.asLong(-1) < least || value.asLong(-1) > most)) {
            refuse(path, value, "is not between " + least + " and " + most, "write a number of these");
        }
    }

    void status(String path, JsonNode value) {
        if (value.asLong(0) < 200 || value.asLong(0) > 599) {
            refuse(path, value, "is no status of an answer", "write one from 200 to 599");
        }
    }

    void duration(String path, JsonNode value, boolean positive) {
        if (!value.isMissingNode() && !value.isNull() && !DurationText.taken(value.asText(), positive)) {
            refuse(path, value, "is no duration" + (positive ? " above zero" : ""), "write one such as 300ms, 10s or 1h");
        }
    }
}
