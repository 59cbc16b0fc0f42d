package io.sallyport.core.guard.routes.values;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.route.RouteSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The values of an object that brings routes, or gets into them. */
public final class RouteValues {
    private RouteValues() {}

    /**
     * Every one that Envoy may refuse and that was not there before.
     *
     * @param before the object so far; missing if it is new
     * @param after  one that has the shape of its kind
     */
    public static List<Fault> faults(JsonNode before, JsonNode after) {
        List<Fault> faults = of(after);
        if (faults.isEmpty()) {
            return faults;
        }
        Set<String> known = new HashSet<>();
        of(before).forEach(fault -> known.add(fault.problem()));
        return faults.stream().filter(fault -> !known.contains(fault.problem())).toList();
    }

    private static List<Fault> of(JsonNode object) {
        var values = new Values();
        GroupKind kind = GroupKind.of(object);
        if (kind.equals(GroupKind.VIRTUAL_SERVICE)) {
            new VirtualServiceValues(values).read(object);
        } else if (kind.equals(RouteSource.INGRESS)) {
            ingress(object, values);
        } else if (kind.equals(GroupKind.DESTINATION_RULE)) {
            new DestinationRuleValues(values).read(object);
        } else if (kind.equals(RouteSource.HTTP_ROUTE) || kind.equals(RouteSource.GRPC_ROUTE)) {
            new GatewayApiValues(values).read(object);
        }
        return values.faults();
    }

    /** istiod makes matches of whole segments of these paths, and Ingresses may have a query in them. */
    private static void ingress(JsonNode object, Values values) {
        values.each("spec.rules", object.at("/spec/rules"), (rulePath, rule) -> {
            values.text(rulePath + ".host", rule.path("host"));
            values.each(rulePath + ".http.paths", rule.at("/http/paths"), (path, entry) ->
                    values.segments(path + ".path", entry.path("path")));
        });
    }
}
