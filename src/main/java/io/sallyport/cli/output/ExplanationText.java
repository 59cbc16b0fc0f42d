package io.sallyport.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.sallyport.core.explain.Explanation;
import io.sallyport.core.explain.Step;
import io.sallyport.core.model.Json;
import io.sallyport.core.model.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation for people, and for programs. */
public final class ExplanationText {
    private ExplanationText() {}

    /** One line for each step, then the decision. */
    public static String lines(String method, String url, Explanation explanation) {
        List<String> lines = new ArrayList<>(List.of(method + " " + url));
        for (Step step : explanation.steps()) {
            String where = step.where();
            lines.add("  %-8s  %s%s".formatted(
                    step.stage().name().toLowerCase(Locale.ROOT), where.isEmpty() ? "" : where + " ", step.text()));
        }
        String by = explanation.decided().where();
        lines.add(explanation.decision() + (by.isEmpty() ? "" : ", decided by " + by));
        return String.join("\n", lines);
    }

    public static JsonNode tree(String method, String url, Explanation explanation) {
        Step decided = explanation.decided();
        return Json.object(
                "method", method,
                "url", url,
                "decision", explanation.decision(),
                "decidedBy", decided.by().isEmpty() ? Json.none() : decided.by().get().toString(),
                "field", decided.field().isEmpty() ? Json.none() : decided.field(),
                "reason", decided.text(),
                "route", explanation.route().<JsonNode>map(ExplanationText::tree).orElse(Json.none()),
                "steps", Json.list(explanation.steps().stream().map(ExplanationText::tree).toList()));
    }

    private static JsonNode tree(Explanation.Destination route) {
        return Json.object("to", Json.list(route.to()), "path", route.path(), "host", route.host());
    }

    private static JsonNode tree(Step step) {
        return Json.object(
                "stage", step.stage().name().toLowerCase(Locale.ROOT),
                "by", step.by().<JsonNode>map(ExplanationText::text).orElse(Json.none()),
                "field", step.field().isEmpty() ? Json.none() : step.field(),
                "text", step.text());
    }

    private static JsonNode text(ObjectRef ref) {
        return TextNode.valueOf(ref.toString());
    }
}
