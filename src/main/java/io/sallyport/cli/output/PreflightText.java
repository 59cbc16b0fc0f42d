package io.sallyport.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.doctor.preflight.PlannedGateway;
import io.sallyport.core.doctor.preflight.PlannedWrite;
import io.sallyport.core.model.Json;
import io.sallyport.core.text.UnifiedDiff;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an installation would write and register, for people and for programs.
 *
 * @param admission a line for each webhook and policy; none if that is not known
 * @param whole     true to show also what would be created as a diff, and not by its name alone
 */
public record PreflightText(PlannedGateway planned, List<String> admission, boolean whole) {

    /** For people. */
    public String text() {
        String writes = planned.writes().isEmpty()
                ? "  nothing\n"
                : planned.writes().stream().map(write -> "  %-6s  %s%n".formatted(write.verb(), write.ref())).collect(Collectors.joining());
        String diffs = planned.writes().stream()
                .filter(write -> whole || write.verb().equals("change"))
                .map(write -> "\n" + diff(write))
                .collect(Collectors.joining());
        String asked = admission.isEmpty()
                ? ""
                : "\nThe API server would be told to ask or to judge:\n"
                        + admission.stream().map(line -> "  " + line + "\n").collect(Collectors.joining());
        return "\nSallyport would write beside the gateway:\n" + writes + diffs + asked;
    }

    /** For programs: one object for each write, and for each webhook. */
    public Stream<JsonNode> trees() {
        return Stream.concat(
                planned.writes().stream()
                        .map(write -> Json.object("write", write.verb(), "object", write.ref().toString(), "diff", diff(write))),
                admission.stream().map(line -> Json.object("admission", line)));
    }

    private static String diff(PlannedWrite write) {
        return UnifiedDiff.of(write.ref().toString(), yaml(write.before()), yaml(write.after()));
    }

    private static String yaml(Optional<JsonNode> object) {
        return object.map(tree -> YamlText.written(List.of(stated(tree)))).orElse("");
    }

    /** Without what the API server alone writes. */
    private static JsonNode stated(JsonNode object) {
        ObjectNode stated = object.deepCopy();
        ObjectNode metadata = stated.withObject("/metadata");
        metadata.remove(List.of("managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"));
        return stated;
    }
}
