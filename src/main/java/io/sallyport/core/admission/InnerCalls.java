package io.sallyport.core.admission;

import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.model.kserve.ModelServer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The calls of a transformer or an explainer to the predictor behind it. In Knative mode they pass the activator, which calls Pods
 * by their addresses, without the mesh's mTLS (Knative, activator/net/revision_backends.go): the Pod sees nobody's identity and no
 * token, and answers 403 where its policies ask for either. With a target burst capacity of 0 the activator is in the path of a
 * revision without Pods alone, and the Pod sees who calls.
 */
final class InnerCalls {
    /** Knative takes both spellings (autoscaling/register.go, TargetBurstCapacityAnnotation). */
    private static final List<String> BURST =
            List.of("autoscaling.knative.dev/target-burst-capacity", "autoscaling.knative.dev/targetBurstCapacity");

    private InnerCalls() {}

    /**
     * What to tell of calls that the predictor is going to refuse; empty if there are none.
     *
     * @param judged whether the predictor's Pods refuse calls without an identity and a token
     */
    static Optional<String> refused(Model service, boolean judged) {
        List<String> callers = Stream.concat(
                        Stream.of(service.component()).filter(InnerCalls::transforms),
                        service.explainer().stream())
                .map(Component::name)
                .toList();
        boolean throughActivator = service.mode() == DeploymentMode.KNATIVE && !leavesActivatorOut(service.component());
        return judged && throughActivator && !callers.isEmpty()
                ? Optional.of("calls of the " + String.join(" and the ", callers) + " to the predictor get 403, unless a policy admits"
                        + " anybody: Knative's activator hides who calls. Set annotation " + BURST.getFirst()
                        + " to \"0\" and minReplicas above 0, or use Standard mode")
                : Optional.empty();
    }

    private static boolean transforms(Component component) {
        return component.server() instanceof ModelServer server && server.transformed();
    }

    private static boolean leavesActivatorOut(Component component) {
        return BURST.stream()
                .map(key -> component.pods().annotations().getOrDefault(key, ""))
                .anyMatch(value -> value.matches("0+(\\.0*)?"));
    }
}
