package io.sallyport.core.guard.routes;

import io.sallyport.core.guard.routes.values.RouteValues;
import io.sallyport.core.guard.write.Judge;
import io.sallyport.core.guard.write.Write;
import io.sallyport.core.model.ClusterObjects;
import io.sallyport.core.model.Fault;
import io.sallyport.core.policy.language.Proof;
import java.util.List;

/**
 * DestinationRules of all namespaces: one of a Service gets into every route that leads there, the gateway's too
 * (pilot/pkg/networking/core/route consistentHashToHashPolicy), and a value that Envoy refuses keeps out all routes.
 */
public final class DestinationRuleJudge implements Judge {

    @Override
    public List<Fault> faults(Write write, ClusterObjects cluster, Proof proof) {
        return write.deletes() ? List.of() : RouteValues.faults(write.before(), write.after());
    }
}
