package io.sallyport.metrics;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /metrics}, and nothing else, on a port of its own: numbers are no secret, so they need no TLS, and
 * whoever reads them must not have to reach the webhook.
 */
public final class MetricsServer extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(MetricsServer.class);
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final int IDLE_SECONDS = 120;

    private final int port;
    private final Supplier<String> scrape;
    private HttpServer server;

    /**
     * @param port   to listen on; 0 for any that is free
     * @param scrape everything that is measured, in Prometheus' text format
     */
    public MetricsServer(int port, Supplier<String> scrape) {
        this.port = port;
        this.scrape = scrape;
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS));
        return server.requestHandler(this::answer)
                .listen(port, "0.0.0.0")
                .onSuccess(_ -> LOGGER.atInfo().addKeyValue("port", server.actualPort()).log("Metrics are served"));
    }

    /** The port it listens on, once deployed. */
    public int actualPort() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if (!request.path().equals("/metrics")) {
            request.response().setStatusCode(404).end();
        } else if (!request.method().equals(HttpMethod.GET)) {
            request.response().setStatusCode(405).putHeader("Allow", "GET").end();
        } else {
            // Not on the event loop: what is measured may have to count many objects.
            vertx.executeBlocking(scrape::get, false)
                    .onSuccess(text -> request.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(text))
                    .onFailure(e -> {
                        LOGGER.atError().setCause(e).log("Metrics cannot be read");
                        request.response().setStatusCode(500).end();
                    });
        }
    }
}
