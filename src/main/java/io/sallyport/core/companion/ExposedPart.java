package io.sallyport.core.companion;

import io.sallyport.core.companion.exposure.Exposure;
import io.sallyport.core.companion.way.Destination;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Names;
import io.sallyport.core.model.kserve.Component;
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
 * @param destination where the gateway sends them
 * @param mesh        what the mesh does to its Pods
 */
record ExposedPart(String name, Component component, List<Endpoint> endpoints, Destination destination, MeshState mesh) {

    /** The component that takes the model's calls, and the explainer if there is one. */
    static List<ExposedPart> of(Exposure.Asked asked, Destination destination, MeshState mesh, ExposureSettings settings) {
        Model service = asked.service();
        String base = settings.path(service.namespace(), service.name());
        String name = Names.companion(service.name());
        List<ExposedPart> parts = new ArrayList<>();
        parts.add(new ExposedPart(name, service.component(), asked.serving().endpoints(base), destination, mesh));
        service.explainer().filter(explainer -> explainer.server() instanceof Explainer).ifPresent(explainer -> parts.add(new ExposedPart(
                name + "-" + explainer.name(),
                explainer,
                Explanations.endpoints(base, (Explainer) explainer.server()),
                destination.toExplainer(service, explainer, settings),
                mesh.explainer())));
        return parts;
    }
}
