package io.sallyport.webhook.judging;

import io.sallyport.core.admission.AdmissionDecision;
import io.sallyport.core.admission.AdmissionRequest;
import io.sallyport.core.admission.Unjudged;
import io.sallyport.core.model.ExposureSettings.GuardMode;
import io.sallyport.metrics.AdmissionMetrics;
import io.sallyport.webhook.review.AdmissionReviewCodec;
import io.sallyport.webhook.review.MalformedReviewException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The bytes of a review in, the bytes of an answer out. For any number of threads. */
public final class Judgement {
    private static final Logger LOGGER = LoggerFactory.getLogger(Judgement.class);

    private final String path;
    private final AdmissionReviewCodec codec;
    private final Function<AdmissionRequest, AdmissionDecision> judge;
    private final String account;
    private final GuardMode mode;
    private final AdmissionMetrics metrics;

    /**
     * @param account the user name that we write as
     * @param mode    whether anything is refused
     */
    public Judgement(
            String path,
            AdmissionReviewCodec codec,
            Function<AdmissionRequest, AdmissionDecision> judge,
            String account,
            GuardMode mode,
            AdmissionMetrics metrics) {
        this.path = path;
        this.codec = codec;
        this.judge = judge;
        this.account = account;
        this.mode = mode;
        this.metrics = metrics;
    }

    /** What the judge says; if it fails, a refusal, or a warning where nothing is refused. */
    public byte[] of(byte[] body) throws MalformedReviewException {
        long start = System.nanoTime();
        AdmissionRequest request = codec.decode(body);
        try {
            AdmissionDecision judged = judge.apply(request);
            AdmissionDecision decision = mode == GuardMode.AUDIT && !request.isProbe() ? judged.audited() : judged;
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
                    .log(mode == GuardMode.AUDIT ? "Admission request not judged, and allowed" : "Admission request not judged, and refused");
            return codec.encode(
                    request.uid(), Unjudged.FAILED, "an error of Sallyport's own; its log tells more beside uid " + request.uid(), mode);
        }
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
            case AdmissionDecision.Audited(var denied) ->
                line.addKeyValue("reasons", AdmissionReviewCodec.oneLine(denied.message())).log("Audited");
            case AdmissionDecision.Denied denied ->
                line.addKeyValue("reasons", AdmissionReviewCodec.oneLine(denied.message())).log("Denied");
        }
    }
}
