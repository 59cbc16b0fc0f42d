package io.sallyport.core.serving;

import io.sallyport.core.model.Fault;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.kserve.Protocol;
import java.util.List;

/** How an InferenceGraph is called: by one POST, whatever its steps speak. */
final class GraphServing {
    private static final String ROUTER = "the graph's router calls the steps by itself, never with the caller's token: what locks"
            + " a step has to let the router's Pods in";

    private GraphServing() {}

    /** Adds the annotations that mean nothing here to the faults. */
    static Serving read(Model graph, List<Fault> faults) {
        for (String key : List.of(Names.PROTOCOL, Names.MODELS, Names.PATHS)) {
            if (graph.annotation(key).isPresent()) {
                faults.add(new Fault(
                        "metadata.annotations[" + key + "]",
                        "is for model servers, and an InferenceGraph takes one call, POST at its URL",
                        "leave it out"));
            }
        }
        return new Serving(Protocol.GRAPH, List.of(), new OpenAiPaths("", List.of()), List.of(), false, List.of(ROUTER));
    }
}
