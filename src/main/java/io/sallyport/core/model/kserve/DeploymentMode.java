package io.sallyport.core.model.kserve;

import java.util.Optional;

/** How KServe runs a model; the names are those of KServe 0.16 and later, with the older ones understood. */
public enum DeploymentMode {
    /** Behind Knative: reached through the cluster-local gateway by its host name. */
    KNATIVE,
    /** A Deployment and a Service: reached at the Service. */
    STANDARD,
    /** Many models in one server; cannot be exposed one by one. */
    MODEL_MESH;

    /** Reads KServe's spelling, old or new; empty if it is none of them. */
    public static Optional<DeploymentMode> of(String text) {
        return switch (text) {
            case "Knative", "Serverless" -> Optional.of(KNATIVE);
            case "Standard", "RawDeployment" -> Optional.of(STANDARD);
            case "ModelMesh" -> Optional.of(MODEL_MESH);
            default -> Optional.empty();
        };
    }
}
