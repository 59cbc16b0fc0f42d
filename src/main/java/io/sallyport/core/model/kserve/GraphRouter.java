package io.sallyport.core.model.kserve;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * KServe's router, which calls the steps of an InferenceGraph and answers at every path alike (cmd/router).
 *
 * @param timeout of a call as a whole
 */
public record GraphRouter(Optional<Duration> timeout) implements Server {
    private static final int PORT = 8080;

    static GraphRouter of(JsonNode spec) {
        return new GraphRouter(ModelServer.seconds(spec.path("timeout")));
    }

    @Override
    public int port() {
        return PORT;
    }
}
