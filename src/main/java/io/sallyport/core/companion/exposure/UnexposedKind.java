package io.sallyport.core.companion.exposure;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.model.Fault;
import io.sallyport.core.model.GroupKind;
import io.sallyport.core.model.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kinds of KServe's on which people set the label and which are not exposed: whoever does is told how to go on. */
public enum UnexposedKind {
    /** Its calls find a Pod by KServe's scheduler alone, behind a Gateway of the Gateway API (KServe, v1alpha2 router). */
    LLM_INFERENCE_SERVICE(
            GroupKind.LLM_INFERENCE_SERVICE,
            "an LLMInferenceService, called through a Gateway and a scheduler of its own, cannot be exposed",
            "call it at that Gateway, or serve the model by an InferenceService with the runtime kserve-vllmserver"),
    /** It is loaded into the server of its InferenceService. */
    TRAINED_MODEL(
            GroupKind.TRAINED_MODEL,
            "a TrainedModel is called through the InferenceService that serves it",
            "take the label away, and label that InferenceService (spec.inferenceService)");

    private final GroupKind kind;
    private final String problem;
    private final String fix;

    UnexposedKind(GroupKind kind, String problem, String fix) {
        this.kind = kind;
        this.problem = problem;
        this.fix = fix;
    }

    /** Of its objects. */
    public GroupKind kind() {
        return kind;
    }

    /** Empty for every other kind, those that can be exposed among them. */
    public static Optional<UnexposedKind> of(ObjectRef ref) {
        return Stream.of(values()).filter(known -> known.kind.equals(GroupKind.of(ref))).findFirst();
    }

    /** Refused if the object asks to be exposed, else closed. */
    public Exposure exposure(JsonNode object, ExposureSettings settings) {
        JsonNode label = object.at("/metadata/labels").path(settings.label());
        if (label.isMissingNode() || label.asText().equals("false")) {
            return new Exposure.Closed("it does not ask to be exposed");
        }
        return new Exposure.Refused(List.of(new Fault(
                "metadata.labels[" + settings.label() + "]", "is \"" + label.asText() + "\", and " + problem, fix)));
    }
}
