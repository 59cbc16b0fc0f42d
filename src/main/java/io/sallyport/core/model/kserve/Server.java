package io.sallyport.core.model.kserve;

import java.time.Duration;
import java.util.Optional;

/** What answers in the Pods of a {@link Component}. */
public sealed interface Server permits ModelServer, Explainer, GraphRouter {

    /** The container port that takes calls. */
    int port();

    /** How long it may take to answer, where its object says so. */
    Optional<Duration> timeout();
}
