package io.sallyport.webhook;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.Unjudged;
import io.sallyport.metrics.AdmissionMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
 * <tr><td>unreadable, too long, too late, a bug, with a uid</td><td>200</td><td>false</td><td>of {@link Unjudged}</td><td>us</td></tr>
 * <tr><td>the same without a uid</td><td>of {@link Unjudged}</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not the client certificate we want, if any</td><td>401</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not POST</td><td>405</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not JSON, told before the body is read</td><td>415</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>too many at a time</td><td>503</td><td></td><td></td><td>failurePolicy</td></tr>
 * </table>
 *
 * <p>An API server always tells a uid, before everything that a user wrote. So no write that it asks about is left to
 * {@code failurePolicy} for what is in it.
 */
final class AdmissionHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionHandler.class);
    private static final Duration LINGER = Duration.ofMillis(500);

    private final AdmissionReviewCodec codec;
    private final Function<AdmissionRequest, AdmissionDecision> judge;
    private final Traffic traffic;
    private final Connections connections;
    private final WebhookLimits limits;
    private final String account;
    private final Optional<ClientCheck> client;
    private final String path;
    private final AdmissionMetrics metrics;

    AdmissionHandler(
            String path,
            Function<AdmissionRequest, AdmissionDecision> judge,
            Traffic traffic,
            Connections connections,
            WebhookOptions options,
            AdmissionMetrics metrics) {
        this.path = path;
        this.metrics = metrics;
        this.client = options.client();
        this.codec = new AdmissionReviewCodec(options.limits().bodyBytes());
        this.judge = judge;
        this.traffic = traffic;
        this.connections = connections;
        this.account = options.account();
        this.limits = options.limits();
    }

    /** Answers requests to its path. */
    void mount(Router router) {
        metrics.serves(path);
        router.route(path).handler(this::checkHeaders);
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
            receive(exchange);
        }
    }

    private void receive(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        var body = new ArrivingBody(limits.bodyBytes());
        connections.expectBody(request.connection(), () -> {
            unjudged(exchange, body.bytes(), Unjudged.LATE, "the review did not arrive within " + limits.body().toMillis()
                    + " ms; try again");
            endConnection(exchange, LINGER);
        });
        request.handler(chunk -> {
            body.add(chunk);
            if (body.tooLong() && !exchange.response().ended()) {
                unjudged(exchange, body.bytes(), Unjudged.TOO_LONG, "the review is longer than " + limits.bodyBytes()
                        + " bytes; make the object smaller, or raise Sallyport's chart value webhook.maxBodyBytes");
                endConnection(exchange, limits.body());
            }
        });
        request.endHandler(_ -> {
            connections.arrived(request.connection());
            if (exchange.response().ended()) {
                request.connection().close();
            } else {
                answer(exchange, body.bytes());
            }
        });
        // The connection broke. What is still to be cleared away hangs on its end.
        request.exceptionHandler(_ -> {});
    }

    private void answer(RoutingContext exchange, byte[] body) {
        long start = System.nanoTime();
        try {
            AdmissionRequest request = codec.decode(body);
            send(exchange, judged(request, start));
        } catch (MalformedReviewException e) {
            unjudged(exchange, body, Unjudged.UNREADABLE, e.getMessage());
        }
    }

    private byte[] judged(AdmissionRequest request, long start) {
        try {
            AdmissionDecision decision = judge.apply(request);
            byte[] answer = codec.encode(request.uid(), decision);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            boolean probe = request.isProbeOf(account);
            metrics.answered(path, request, decision, took, probe);
            log(request, decision, took, probe);
            return answer;
        } catch (RuntimeException | Error e) {
            metrics.failed(path, request.operation());
            metrics.unjudged(path, Unjudged.FAILED);
            LOGGER.atError()
                    .addKeyValue("uid", request.uid())
                    .addKeyValue("object", request.target())
                    .setCause(e)
                    .log("Admission request not judged, and refused");
            return codec.encode(
                    request.uid(), Unjudged.FAILED, "an error of Sallyport's own; its log tells more beside uid " + request.uid());
        }
    }

    private static void send(RoutingContext exchange, byte[] answer) {
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(answer));
    }

    /** Refuses the write if it can be told which one it is, and otherwise the HTTP request. */
    private void unjudged(RoutingContext exchange, byte[] body, Unjudged cause, String why) {
        Optional<ReviewHead> head = ReviewHead.of(body, body.length);
        if (head.isEmpty()) {
            refuse(exchange, cause.code(), why);
            return;
        }
        metrics.unjudged(path, cause);
        LOGGER.atWarn()
                .addKeyValue("uid", head.get().uid())
                .addKeyValue("object", head.get().about())
                .addKeyValue("reason", why)
                .log("Admission request not judged, and refused");
        send(exchange, codec.encode(head.get().uid(), cause, why));
    }

    /** Ends the connection after the answer, since the rest of the body may still be on its way. */
    private void refuse(RoutingContext exchange, int status, String reason) {
        metrics.refused(status);
        LOGGER.atWarn()
                .addKeyValue("status", status)
                .addKeyValue("reason", reason)
                .addKeyValue("from", exchange.request().remoteAddress())
                .log("HTTP request refused");
        exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(reason + "\n");
        endConnection(exchange, LINGER);
    }

    /** Not at once: closing over bytes that were not read resets the connection, and the answer with it. */
    private static void endConnection(RoutingContext exchange, Duration after) {
        HttpConnection connection = exchange.request().connection();
        exchange.vertx().setTimer(after.toMillis(), _ -> connection.close());
    }

    private static boolean isJson(String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
    }

    /** One line for what changed or stopped something; never the object, which may hold secrets. */
    private static void log(AdmissionRequest request, AdmissionDecision decision, Duration took, boolean probe) {
        boolean quiet = decision instanceof AdmissionDecision.Allowed && decision.warnings().isEmpty();
        var line = LOGGER.atLevel(quiet || probe ? Level.DEBUG : Level.INFO)
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
