package io.sallyport.core.guard.gateway;

import io.sallyport.core.model.ExposureSettings;

/**
 * Labels of models' Pods: KServe's, Knative's, and the one that exposes a model. Whoever writes for them in the mesh's root
 * namespace does not mean the gateway, and no Pod of the gateway may get one.
 *
 * @param exposing key of the label that exposes a model
 */
public record ModelLabels(String exposing) {

    public ModelLabels(ExposureSettings settings) {
        this(settings.label());
    }

    public boolean contain(String key) {
        return key.equals(exposing)
                || key.equals("component")
                || key.startsWith("serving.kserve.io/")
                || key.startsWith("serving.knative.dev/");
    }
}
