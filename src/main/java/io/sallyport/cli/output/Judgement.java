package io.sallyport.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.Rehearsal;
import io.sallyport.core.model.Counterexample;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;

/** What became of one document: a line for people, an object for programs. */
public record Judgement(ObjectRef ref, AdmissionDecision decision) {

    public static Judgement of(Rehearsal.Played played) {
        return new Judgement(played.ref(), played.decision());
    }

    public boolean denied() {
        return decision instanceof AdmissionDecision.Denied;
    }

    /** {@code DENIED Kind namespace/name reason} */
    public String line() {
        String reason = reason();
        return "%-7s %s%s".formatted(verdict(), ref, reason.isEmpty() ? "" : "  " + reason);
    }

    /** With {@code field}, {@code reason} and {@code counterexample} where there is one. */
    public JsonNode tree() {
        List<Fault> faults = decision instanceof AdmissionDecision.Denied denied ? denied.faults() : List.of();
        Optional<Counterexample> request =
                faults.stream().flatMap(fault -> fault.counterexample().stream()).findFirst();
        String reason = reason();
        return Json.object(
                "verdict", verdict(),
                "kind", ref.kind(),
                "namespace", ref.namespace(),
                "name", ref.name(),
                "field", faults.isEmpty() ? Json.none() : faults.getFirst().path(),
                "reason", reason.isEmpty() ? Json.none() : reason,
                "counterexample", request.<JsonNode>map(Judgement::tree).orElse(Json.none()));
    }

    private String verdict() {
        return switch (decision) {
            case AdmissionDecision.Allowed _ -> "ALLOWED";
            case AdmissionDecision.Patched _ -> "PATCHED";
            case AdmissionDecision.Audited _ -> "AUDITED";
            case AdmissionDecision.Denied _ -> "DENIED";
        };
    }

    private String reason() {
        return decision instanceof AdmissionDecision.Denied denied
                ? denied.message()
                : String.join("; ", decision.warnings());
    }

    private static ObjectNode tree(Counterexample request) {
        ObjectNode tree = Json.object(
                "method", request.method(),
                "path", request.path(),
                "host", request.host().<Object>map(host -> host).orElse(Json.none()),
                "port", request.port().isPresent() ? request.port().getAsInt() : Json.none(),
                "headers", Json.list(request.headers().stream()
                        .map(header -> Json.object("name", header.name(), "value", header.value()))
                        .toList()));
        if (!request.assumptions().isEmpty()) {
            tree.set("assumptions", Json.list(request.assumptions()));
        }
        return tree.put("curl", request.curl());
    }
}
