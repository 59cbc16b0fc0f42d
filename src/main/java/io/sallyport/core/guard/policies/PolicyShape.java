package io.sallyport.core.guard.policies;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.guard.write.Shape;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Json;
import java.util.List;

/**
 * Whether an AuthorizationPolicy has the types of its CustomResourceDefinition. The API server sees to that before it
 * asks us; files have nobody who does.
 */
final class PolicyShape {
    private PolicyShape() {}

    /** Every place where the type is wrong. */
    static List<Fault> faults(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        var shape = new Shape();
        shape.metadata(policy)
                .mapping("spec", spec)
                .text("spec.action", spec.path("action"))
                .mapping("spec.selector", spec.path("selector"))
                .textMap("spec.selector.matchLabels", spec.at("/selector/matchLabels"))
                .mapping("spec.targetRef", spec.path("targetRef"))
                .mappings("spec.targetRefs", spec.path("targetRefs"))
                .each("spec.rules", spec.path("rules"), (path, rule) -> rule(shape, path, rule));
        return shape.faults();
    }

    private static void rule(Shape shape, String path, JsonNode rule) {
        shape.each(path + ".from", rule.path("from"), (at, from) -> lists(shape, at + ".source", from.path("source")))
                .each(path + ".to", rule.path("to"), (at, to) -> lists(shape, at + ".operation", to.path("operation")))
                .each(path + ".when", rule.path("when"), (at, when) -> shape.text(at + ".key", when.path("key"))
                        .texts(at + ".values", when.path("values"))
                        .texts(at + ".notValues", when.path("notValues")));
    }

    private static void lists(Shape shape, String path, JsonNode fields) {
        shape.mapping(path, fields);
        Json.keys(fields).forEach(key -> shape.texts(path + "." + key, fields.path(key)));
    }
}
