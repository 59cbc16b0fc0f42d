package io.sallyport.webhook;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.Unjudged;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.metrics.AdmissionMetrics;
import io.sallyport.webhook.judging.BodyMemory;
import io.sallyport.webhook.judging.JudgeThreads;
import io.sallyport.webhook.judging.JudgedReview;
import io.sallyport.webhook.judging.Judgement;
import io.sallyport.webhook.judging.PendingReview;
import io.sallyport.webhook.review.AdmissionReviewCodec;
import io.sallyport.webhook.review.ReviewHead;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One admission endpoint: an AdmissionReview in, an AdmissionReview out.
 *
 * <table>
 * <caption>What comes of a request</caption>
 * <tr><th>outcome</th><th>HTTP</th><th>allowed</th><th>status.code</th><th>decided by</th></tr>
 * <tr><td>Allowed, Patched</td><td>200</td><td>true</td><td>none</td><td>us</td></tr>
 * <tr><td>Denied, with every fault in one line</td><td>200</td><td>false</td><td>403</td><td>us</td></tr>
 * <tr><td>Audited: it would be denied, and a warning says why</td><td>200</td><td>true</td><td>none</td><td>us</td></tr>
 * <tr><td>unreadable, too long, too late, too many, a bug, with a uid</td><td>200</td><td>false</td><td>of {@link Unjudged}</td><td>us</td></tr>
 * <tr><td>the same while the guard only audits</td><td>200</td><td>true</td><td>none</td><td>us</td></tr>
 * <tr><td>the same without a uid</td><td>of {@link Unjudged}</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not the client certificate we want, if any</td><td>401</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not POST</td><td>405</td><td></td><td></td><td>failurePolicy</td></tr>
 * <tr><td>not JSON, told before the body is read</td><td>415</td><td></td><td></td><td>failurePolicy</td></tr>
 * </table>
 *
 * <p>An API server always tells a uid, before everything that a user wrote. So no write that it asks about is left to
 * {@code failurePolicy} for what is in it.
 */
final class AdmissionHandler {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionHandler.class);
    private static final Duration LINGER = Duration.ofMillis(500);

    private final String path;
    private final GuardMode mode;
    private final Judgement judgement;
    private final AdmissionReviewCodec codec;
    private final JudgeThreads judges;
    private final BodyMemory memory;
    private final Traffic traffic;
    private final Connections connections;
    private final WebhookLimits limits;
    private final Optional<ClientCheck> client;
    private final AdmissionMetrics metrics;

    AdmissionHandler(
            String path,
            Function<AdmissionRequest, AdmissionDecision> judge,
            JudgeThreads judges,
            BodyMemory memory,
            Traffic traffic,
            Connections connections,
            WebhookOptions options,
            AdmissionMetrics metrics) {
        this.path = path;
        this.codec = new AdmissionReviewCodec(options.limits().bodyBytes());
        this.mode = options.mode();
        this.judgement = new Judgement(path, codec, judge, options.account(), mode, metrics);
        this.judges = judges;
        this.memory = memory;
        this.traffic = traffic;
        this.connections = connections;
        this.limits = options.limits();
        this.client = options.client();
        this.metrics = metrics;
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
        } else {
            traffic.enter();
            exchange.addEndHandler(_ -> traffic.leave());
            receive(exchange);
        }
    }

    private void receive(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        var review = new PendingReview(exchange, limits.bodyBytes(), memory, AdmissionHandler::send, this::unjudged);
        long begun = System.nanoTime();
        Duration patience = Patience.of(request);
        Duration body = Collections.min(List.of(patience, limits.body()));
        connections.expect(request.connection(), body, () -> {
            review.refuse(Unjudged.LATE, "the review did not arrive within " + body.toMillis() + " ms; try again");
            endConnection(exchange, LINGER);
        });
        request.handler(chunk -> {
            if (review.add(chunk) && !review.settled()) {
                review.refuse(Unjudged.TOO_LONG, "the review is longer than " + limits.bodyBytes()
                        + " bytes; make the object smaller, or raise Sallyport's chart value webhook.maxBodyBytes");
                endConnection(exchange, limits.body());
            }
        });
        request.endHandler(_ -> {
            if (review.settled()) {
                request.connection().close();
                return;
            }
            connections.judge(
                    request.connection(),
                    patience.minusNanos(System.nanoTime() - begun),
                    () -> review.refuse(Unjudged.LATE, "it could not be judged within " + patience.toMillis() + " ms; try again"));
            review.arrived();
            judges.submit(request.remoteAddress().hostAddress(), new JudgedReview(review, judgement, exchange.vertx().getOrCreateContext()));
        });
        // The connection broke. What is still to be cleared away hangs on its end.
        request.exceptionHandler(_ -> {});
    }

    private static void send(RoutingContext exchange, byte[] answer) {
        exchange.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(Buffer.buffer(answer));
    }

    /** Answers for the write if it can be told which one it is, and refuses the HTTP request otherwise. */
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
                .log(mode == GuardMode.AUDIT ? "Admission request not judged, and allowed" : "Admission request not judged, and refused");
        send(exchange, codec.encode(head.get().uid(), cause, why, mode));
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
}
