package io.sallyport.core.serving;

import io.sallyport.core.model.kserve.Explainer;
import io.sallyport.core.serving.Endpoint.Call;
import java.util.List;

/** The call that asks an explainer why; the same for every protocol of the model's. */
public final class Explanations {
    private Explanations() {}

    /** @param base the model's public path */
    public static List<Endpoint> endpoints(String base, Explainer explainer) {
        String path = "/v1/models/" + explainer.modelName() + ":explain";
        return List.of(Endpoint.of(path, Call.post(base + path)));
    }
}
