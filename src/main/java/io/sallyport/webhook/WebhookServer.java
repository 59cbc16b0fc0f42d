package io.sallyport.webhook;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.metrics.AdmissionMetrics;
import io.sallyport.tls.CertificateBundle;
import io.sallyport.webhook.judging.BodyMemory;
import io.sallyport.webhook.judging.JudgeThreads;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS server that the API server asks.
 *
 * <p>Deploy one instance: {@code vertx.deployVerticle(server)}. Undeploying it drains before it closes.
 */
public final class WebhookServer extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(WebhookServer.class);
    private static final int DRAIN_CHECK_MILLIS = 100;

    private final WebhookOptions options;
    private final Map<String, Function<AdmissionRequest, AdmissionDecision>> routes;
    private final BooleanSupplier alive;
    private final Supplier<List<String>> lacks;
    private final AdmissionMetrics metrics;
    private final Traffic traffic = new Traffic();
    private final JudgeThreads judges;
    private CertificateBundle certificate;
    private HttpServer server;
    private volatile boolean draining;

    /**
     * @param certificate what to serve first
     * @param routes      who judges the requests to which path
     * @param alive       false if a restart would help
     * @param lacks       what is missing before requests can be judged; nothing once they can
     * @param metrics     told of every request
     */
    public WebhookServer(
            WebhookOptions options,
            CertificateBundle certificate,
            Map<String, Function<AdmissionRequest, AdmissionDecision>> routes,
            BooleanSupplier alive,
            Supplier<List<String>> lacks,
            AdmissionMetrics metrics) {
        this.options = options;
        this.judges = new JudgeThreads(options.limits().judges(), options.limits().waiting());
        this.certificate = certificate;
        this.routes = Map.copyOf(routes);
        this.alive = alive;
        this.lacks = lacks;
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        metrics.inFlight(traffic::now);
        metrics.waiting(judges::waiting);
        var memory = new BodyMemory(options.limits().bodiesBytes());
        var connections = new Connections(vertx, options.limits(), metrics);
        connections.start();
        Router router = Router.router(vertx);
        router.route().handler(exchange -> follow(exchange, connections));
        router.get("/healthz").handler(probe(() -> alive.getAsBoolean() ? List.of() : List.of("not alive")));
        router.get("/readyz").handler(probe(() -> draining ? List.of("not ready: it is told to end") : unready()));
        routes.forEach((path, judge) ->
                new AdmissionHandler(path, judge, judges, memory, traffic, connections, options, metrics).mount(router));
        router.errorHandler(404, exchange -> exchange.response().setStatusCode(404).end());
        return listen(router, connections).onSuccess(listening -> LOGGER.atInfo()
                .addKeyValue("port", listening.actualPort())
                .addKeyValue("paths", routes.keySet())
                .addKeyValue("notAfter", certificate.notAfter())
                .log("Webhook listens"));
    }

    /** Fails readiness, answers until nobody asks any more, then closes. */
    @Override
    public Future<?> stop() {
        draining = true;
        LOGGER.atInfo().log("Webhook drains");
        Promise<Void> quiet = Promise.promise();
        long begun = System.nanoTime();
        vertx.setPeriodic(DRAIN_CHECK_MILLIS, timer -> {
            long drained = System.nanoTime() - begun;
            // Silence before now proves nothing: the node still sends new connections here until it has heard of the end.
            boolean quietSinceBegun = drained >= options.quiet().toNanos() && traffic.quietFor(options.quiet());
            if (quietSinceBegun || drained >= options.drainAtMost().toNanos()) {
                vertx.cancelTimer(timer);
                quiet.complete();
            }
        });
        return quiet.future().compose(_ -> server.shutdown(5, TimeUnit.SECONDS))
                .onComplete(_ -> judges.close());
    }

    /** Serves this certificate from the next handshake on; connections that exist go on. From any thread. */
    public synchronized Future<?> useCertificate(CertificateBundle bundle) {
        // A new CA that has signed nothing yet changes nothing that we serve.
        boolean same = bundle.chain().equals(certificate.chain()) && bundle.key().equals(certificate.key());
        certificate = bundle;
        if (server == null || same) {
            return Future.succeededFuture();
        }
        return server.updateSSLOptions(tls(bundle))
                .onSuccess(_ -> LOGGER.atInfo()
                        .addKeyValue("notAfter", bundle.notAfter())
                        .log("Webhook serves another certificate"))
                .onFailure(e -> LOGGER.atError().setCause(e).log("Webhook goes on with the certificate it had"));
    }

    /** The port it listens on, once deployed. */
    public synchronized int actualPort() {
        return server.actualPort();
    }

    private synchronized Future<HttpServer> listen(Router router, Connections connections) {
        ServerSSLOptions tls = tls(certificate);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(options.host())
                        .setPort(options.port())
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setSslEngineOptions(new PlatformTls(connections::accepted))
                        .setKeyCertOptions(tls.getKeyCertOptions())
                        .setTrustOptions(tls.getTrustOptions())
                        .setClientAuth(tls.getClientAuth())
                        .setEnabledSecureTransportProtocols(tls.getEnabledSecureTransportProtocols())
                        .setSslHandshakeTimeout(options.limits().head().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout((int) options.limits().idle().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS))
                .exceptionHandler(e -> LOGGER.atInfo()
                        .addKeyValue("reason", e.getMessage())
                        .log("Connection ended before a request, as it does if the client does not trust our CA"))
                .requestHandler(router);
        return server.listen();
    }

    private ServerSSLOptions tls(CertificateBundle bundle) {
        var tls = new ServerSSLOptions()
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(
                        options.minTls().equals("TLSv1.2") ? Set.of("TLSv1.2", "TLSv1.3") : Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(Buffer.buffer(bundle.chain()))
                        .setKeyValue(Buffer.buffer(bundle.key())));
        // Asked for and not demanded: probes come without.
        options.client().ifPresent(client -> tls.setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(client.authorities()))));
        return tls;
    }

    private void follow(RoutingContext exchange, Connections connections) {
        exchange.addEndHandler(_ -> connections.answered(exchange.request().connection()));
        if (draining) {
            exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        exchange.next();
    }

    private List<String> unready() {
        return lacks.get().stream().map(lack -> "not ready: " + lack).toList();
    }

    /** @param check what is wrong, a line for each; the kubelet shows the first ones in an Event */
    private static Handler<RoutingContext> probe(Supplier<List<String>> check) {
        return exchange -> {
            List<String> wrong = check.get();
            exchange.response()
                    .setStatusCode(wrong.isEmpty() ? 200 : 503)
                    .end(wrong.isEmpty() ? "ok\n" : String.join("\n", wrong) + "\n");
        };
    }
}
