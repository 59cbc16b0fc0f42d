package io.sallyport.metrics;

import io.sallyport.core.model.Fault;
import java.util.Map;

/** The part of an object that a fault is in: few values, however many faults there are. */
enum RefusalReason {
    NAME,
    LABEL,
    ANNOTATION,
    SPEC,
    OBJECT;

    private static final Map<String, RefusalReason> BY_PATH =
            Map.of("metadata.name", NAME, "metadata.labels", LABEL, "metadata.annotations", ANNOTATION, "spec", SPEC);

    static RefusalReason of(Fault fault) {
        return BY_PATH.entrySet().stream()
                .filter(part -> fault.path().startsWith(part.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OBJECT);
    }
}
