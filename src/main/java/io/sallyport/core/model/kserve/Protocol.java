package io.sallyport.core.model.kserve;

import java.util.Optional;

/** The inference protocols that can be exposed. */
public enum Protocol {
    /** KServe's V1: {@code /v1/models/NAME:predict}. */
    V1("v1"),
    /** The Open Inference Protocol: {@code /v2/models/NAME/infer}. */
    V2("v2"),
    /** OpenAI's API, as KServe's Hugging Face server serves it under {@code /openai}. */
    OPENAI("openai"),
    /** One POST, which the router of an InferenceGraph answers; what it means, the graph says. */
    GRAPH("graph");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** As it is written in the annotation. */
    public String text() {
        return text;
    }

    /** Empty if no model server speaks it. */
    public static Optional<Protocol> of(String text) {
        for (Protocol protocol : values()) {
            if (protocol.text.equals(text) && protocol != GRAPH) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
