package io.sallyport.core.companion;

import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.way.Destination;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Canaries;
import io.sallyport.core.model.kserve.Component;
import io.sallyport.core.model.kserve.DeploymentMode;
import io.sallyport.core.model.kserve.Explainer;
import io.sallyport.core.model.kserve.Model;
import io.sallyport.core.serving.Endpoint;
import io.sallyport.core.serving.Explanations;
import java.util.ArrayList;
import java.util.List;

/**
 * One component of a model with the calls that lead to it.
 *
 * @param name        of its companions
 * @param shares      where the gateway sends them, in parts of a hundred
 * @param mesh        what the mesh does to its Pods
 */
record ExposedPart(String name, Component component, List<Endpoint> endpoints, List<Share> shares, MeshState mesh) {
    private static final int WHOLE = 100;

    /** @param percent of the calls */
    record Share(Destination destination, int percent) {}

    /** The component that takes the model's calls, and the explainer if there is one. */
    static List<ExposedPart> of(Exposure.Asked asked, Destination destination, MeshState mesh, ExposureSettings settings) {
        Model service = asked.service();
        String base = settings.path(service.namespace(), service.name());
        String name = Names.companion(service.name());
        List<ExposedPart> parts = new ArrayList<>();
        parts.add(new ExposedPart(name, service.component(), asked.serving().endpoints(base), shares(service, destination, settings), mesh));
        service.explainer().filter(explainer -> explainer.server() instanceof Explainer).ifPresent(explainer -> parts.add(new ExposedPart(
                name + "-" + explainer.name(),
                explainer,
                Explanations.endpoints(base, (Explainer) explainer.server()),
                List.of(new Share(destination.toExplainer(service, explainer, settings), WHOLE)),
                mesh.explainer())));
        return parts;
    }

    /** Those of the canaries first taken off; in Knative mode Knative splits. */
    private static List<Share> shares(Model service, Destination destination, ExposureSettings settings) {
        List<Canaries.Share> canaries = service.mode() == DeploymentMode.STANDARD ? service.component().canaries().shares() : List.of();
        int rest = WHOLE - canaries.stream().mapToInt(Canaries.Share::percent).sum();
        List<Share> shares = new ArrayList<>();
        if (rest > 0) {
            shares.add(new Share(destination, rest));
        }
        canaries.forEach(canary -> shares.add(new Share(destination.toCanary(service, canary, settings), canary.percent())));
        return shares;
    }
}
