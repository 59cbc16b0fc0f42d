package io.sallyport.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was judged as SARIF 2.1.0, which GitHub, GitLab and editors show beside the line. */
public final class SarifLog {
    private static final String SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    private enum Rule {
        OPEN("open-without-token", "error", "A request without a token would get in"),
        REFUSED("refused", "error", "Admission would refuse this"),
        NOTICE("notice", "note", "Admission would warn, or tell something");

        private final String id;
        private final String level;
        private final String text;

        Rule(String id, String level, String text) {
            this.id = id;
            this.level = level;
            this.text = text;
        }
    }

    private final List<JsonNode> results = new ArrayList<>();

    /** A result for each fault of what is denied, and for each warning of what is not. */
    public void add(Judgement judgement, Origin origin) {
        if (judgement.decision() instanceof AdmissionDecision.Denied(List<Fault> faults)) {
            faults.forEach(fault -> results.add(refused(fault, judgement.ref(), origin)));
        }
        judgement.decision().warnings().forEach(warning ->
                results.add(result(Rule.NOTICE, warning, location(judgement.ref(), origin, ""))));
    }

    /** @param complaints about documents that could not be read */
    public JsonNode tree(List<String> complaints) {
        List<ObjectNode> rules = new ArrayList<>();
        for (Rule rule : Rule.values()) {
            rules.add(Json.object(
                    "id", rule.id,
                    "shortDescription", Json.object("text", rule.text),
                    "defaultConfiguration", Json.object("level", rule.level)));
        }
        ObjectNode driver = Json.object(
                "name", "sallyport",
                "version", Version.text(),
                "rules", Json.list(rules));
        ObjectNode invocation = Json.object(
                "executionSuccessful", complaints.isEmpty(),
                "toolExecutionNotifications", Json.list(complaints.stream()
                        .map(complaint -> Json.object("level", "error", "message", Json.object("text", complaint)))
                        .toList()));
        ObjectNode run = Json.object(
                "tool", Json.object("driver", driver),
                "invocations", Json.array(invocation),
                "results", Json.list(results));
        return Json.object("$schema", SCHEMA, "version", "2.1.0", "runs", Json.array(run));
    }

    private static ObjectNode refused(Fault fault, ObjectRef ref, Origin origin) {
        Rule rule = fault.counterexample().isPresent() ? Rule.OPEN : Rule.REFUSED;
        ObjectNode result = result(rule, fault.toString(), location(ref, origin, fault.path()));
        ObjectNode properties = Json.object("field", fault.path());
        fault.counterexample().ifPresent(request -> properties.put("curl", request.curl()));
        result.set("properties", properties);
        return result;
    }

    private static ObjectNode result(Rule rule, String text, ObjectNode location) {
        return Json.object(
                "ruleId", rule.id,
                "ruleIndex", rule.ordinal(),
                "level", rule.level,
                "message", Json.object("text", text),
                "locations", Json.array(location));
    }

    /** Of standard input only the object is named: there is no file that a line could be looked up in. */
    private static ObjectNode location(ObjectRef ref, Origin origin, String field) {
        ObjectNode location = Json.object(
                "logicalLocations", Json.array(Json.object("kind", "object", "fullyQualifiedName", ref.toString())));
        if (origin.isFile()) {
            location.set("physicalLocation", Json.object(
                    "artifactLocation", Json.object("uri", uri(Path.of(origin.file()).normalize())),
                    "region", Json.object("startLine", origin.line(field))));
        }
        return location;
    }

    private static String uri(Path file) {
        try {
            return file.isAbsolute() ? file.toUri().toString() : new URI(null, null, file.toString(), null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(file + " is no path of a URI", e);
        }
    }
}
