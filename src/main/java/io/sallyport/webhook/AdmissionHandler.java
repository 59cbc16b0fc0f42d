package io.sallyport.webhook;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.metrics.AdmissionMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One admission endpoint: an AdmissionReview in, an AdmissionReview out.
 *
 * <table>
 * <caption>What comes of a request</caption>
 * <tr><th>outcome</th><th>HTTP</th><th>allowed</th><th>status.code</th><th>decided by</th></tr>
 * <tr><td>Allowed, Patched</td><td>200</td><td>true</td><td>none</td><td>us</td></tr>
 * <tr><td>Denied, with every fault in one line</td><td>200</td><td>false</td><td>403</td><td>us</td></tr>
 * <tr><td>no AdmissionReview, no uid, JSON too deep</td><td>400</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not the client certificate we want, if any</td><td>401</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not POST</td><td>405</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>a body that does not arrive in time</td><td>408</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>a body that is too long</td><td>413</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not JSON, told before the body is read</td><td>415</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>a bug: empty body, logged with the uid</td><td>500</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>too many at a time</td><td>503</td><td></td><td></td><td>failurePolicy</td></tr>
 * </table>
 */
final class AdmissionHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionHandler.class);
    private static final Duration LINGER = Duration.ofMillis(500);

    private final AdmissionReviewCodec codec;
    private final Function<AdmissionRequest, AdmissionDecision> judge;
    private final Traffic traffic;
    private final WebhookLimits limits;
    private final Optional<ClientCheck> client;
    private final String path;
    private final AdmissionMetrics metrics;

    AdmissionHandler(
            String path,
            Function<AdmissionRequest, AdmissionDecision> judge,
            Traffic traffic,
            WebhookOptions options,
            AdmissionMetrics metrics) {
        this.path = path;
        this.metrics = metrics;
        this.client = options.client();
        this.codec = new AdmissionReviewCodec(options.limits().bodyBytes());
        this.judge = judge;
        this.traffic = traffic;
        this.limits = options.limits();
    }

    /** Answers requests to its path. */
    void mount(Router router) {
        metrics.serves(path);
        // Two routes, because within one Vert.x wants the body before our own look at the headers.
        router.route(path).handler(this::checkHeaders);
        router.route(path)
                .handler(TimeoutHandler.create(limits.body().toMillis(), 408))
                .handler(BodyHandler.create(false).setBodyLimit(limits.bodyBytes()))
                .handler(this::answer)
                .failureHandler(this::fail);
    }

    private void checkHeaders(RoutingContext exchange) {
        Optional<String> stranger = client.flatMap(check -> check.fault(exchange.request().connection()));
        if (stranger.isPresent()) {
            refuse(exchange, 401, stranger.get());
        } else if (!exchange.request().method().equals(HttpMethod.POST)) {
            exchange.response().putHeader(HttpHeaders.ALLOW, "POST");
            refuse(exchange, 405, "only POST is answered here");
        } else if (!isJson(exchange.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            refuse(exchange, 415, "only application/json is read here");
        } else if (!traffic.enter()) {
            refuse(exchange, 503, "too many requests at a time");
        } else {
            exchange.addEndHandler(_ -> traffic.leave());
            exchange.next();
        }
    }

    private void answer(RoutingContext exchange) {
        long start = System.nanoTime();
        Buffer body = exchange.body().buffer();
        AdmissionRequest request;
        try {
            request = codec.decode(body == null ? new byte[0] : body.getBytes());
        } catch (MalformedReviewException e) {
            refuse(exchange, 400, e.getMessage());
            return;
        }
        byte[] answer;
        try {
            AdmissionDecision decision = judge.apply(request);
            answer = codec.encode(request.uid(), decision);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            metrics.answered(path, request, decision, took);
            log(request, decision, took);
        } catch (RuntimeException | StackOverflowError e) {
            metrics.failed(path, request.operation());
            LOGGER.atError()
                    .addKeyValue("uid", request.uid())
                    .addKeyValue("object", request.target())
                    .setCause(e)
                    .log("Admission request not answered");
            exchange.response().setStatusCode(500).end();
            return;
        }
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(answer));
    }

    /** What Vert.x itself found wrong on the way to {@link #answer}. */
    private void fail(RoutingContext exchange) {
        switch (exchange.statusCode()) {
            case 408 -> refuse(exchange, 408, "the body did not arrive in " + limits.body().toMillis() + " ms");
            case 413 -> refuse(exchange, 413, "the body is longer than " + limits.bodyBytes() + " bytes");
            case 400 -> refuse(exchange, 400, "not HTTP we can read");
            default -> {
                LOGGER.atError().setCause(exchange.failure()).log("Admission request not read");
                refuse(exchange, 500, "");
            }
        }
    }

    /** Ends the connection after the answer, since the rest of the body may still be on its way. */
    private void refuse(RoutingContext exchange, int status, String reason) {
        metrics.refused(status);
        LOGGER.atWarn()
                .addKeyValue("status", status)
                .addKeyValue("reason", reason)
                .addKeyValue("from", exchange.request().remoteAddress())
                .log("HTTP request refused");
        if (exchange.response().ended()) {
            return;
        }
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(reason.isEmpty() ? "" : reason + "\n");
        // Not at once: closing over bytes that were not read resets the connection, and the answer with it.
        HttpConnection connection = exchange.request().connection();
        exchange.vertx().setTimer(LINGER.toMillis(), _ -> connection.close());
    }

    private static boolean isJson(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /** One line for what changed or stopped something; never the object, which may hold secrets. */
    private static void log(AdmissionRequest request, AdmissionDecision decision, Duration took) {
        boolean quiet = decision instanceof AdmissionDecision.Allowed && decision.warnings().isEmpty();
        var line = LOGGER.atLevel(quiet || request.isProbe() ? Level.DEBUG : Level.INFO)
                .addKeyValue("uid", request.uid())
                .addKeyValue("operation", request.operation())
                .addKeyValue("object", request.target())
                .addKeyValue("user", request.username())
                .addKeyValue("dryRun", request.dryRun())
                .addKeyValue("microseconds", TimeUnit.NANOSECONDS.toMicros(took.toNanos()));
        switch (decision) {
            case AdmissionDecision.Allowed(var warnings) -> line.addKeyValue("warnings", warnings).log("Allowed");
            case AdmissionDecision.Patched(_, var warnings) -> line.addKeyValue("warnings", warnings).log("Patched");
            case AdmissionDecision.Denied denied ->
                line.addKeyValue("reasons", AdmissionReviewCodec.oneLine(denied.message())).log("Denied");
        }
    }
}
